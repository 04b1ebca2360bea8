#pragma once
#include <cstdint>

#include "common/nn/compute_options.hpp"
#include "common/types/box_frame.hpp"
#include "common/types/detections.hpp"
#include "common/types/image.hpp"
#include "common/types/instance_masks.hpp"
#include "common/types/regions.hpp"

#include "stages/6_masks/mask_head_weights.hpp"
#include "stages/6_masks/paste_rules.hpp"

namespace mrcnn {

/// Step mask_head: a small fully convolutional network on every region (Mask R-CNN, sec. 3, fig.
/// 4).
///
///   regions  (D, S, S, C)
///   labels   (D) only the mask of the predicted class is computed
///   returns  (D, 2S, 2S) logits; NaN where the label is not a class of the model
///
/// Throws ShapeError if lengths or channels differ.
template <class Place>
Tensor<Place, float, 3> mask_head(const Regions<Place>& regions,
                                  const Tensor<Place, std::int32_t, 1>& labels,
                                  const MaskHeadWeights<Place>& weights,
                                  const ComputeOptions& compute = {});

struct PasteParams {
  float threshold = 0.5F;  // a pixel belongs to the object if its probability reaches this
  PasteRule rule = PasteRule::torchvision;
};

/// Step paste: boxes in the original frame, and every mask spread over the pixels of its box, where
/// it is compared with the threshold.
///
///   logits      (D, M, M)
///   detections  (D) in `frame`
///   original    size of the image that the masks are for
///
/// Throws ShapeError if lengths differ or a mask is not square.
InstanceMasks<Host> paste(const HostTensor<float, 3>& logits, const Detections<Host>& detections,
                          const BoxFrame& frame, ImageSize original,
                          const PasteParams& params = {});
InstanceMasks<Device> paste(const DeviceTensor<float, 3>& logits,
                            const Detections<Device>& detections, const BoxFrame& frame,
                            ImageSize original, const PasteParams& params = {});

}  // namespace mrcnn
