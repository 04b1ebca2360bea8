#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "common/nn/conv2d.hpp"
#include "common/types/box_frame.hpp"
#include "common/types/detections.hpp"
#include "common/types/image.hpp"
#include "common/types/instance_masks.hpp"
#include "common/types/regions.hpp"
#include "common/weights/tensor_spec.hpp"
#include "common/weights/weight_store.hpp"

#include "stages/6_masks/paste_math.hpp"

namespace mrcnn {

struct MasksParams {
  int pool = 14;            // bins per side of a region; the mask has twice as many
  int layers = 4;           // 3x3 convolutions
  int hidden = 256;         // their channels
  bool batch_norm = false;  // each of them is followed by one
  float bn_eps = 1e-5F;
  PasteRule paste_rule = PasteRule::torchvision;
  float threshold = 0.5F;  // a pixel belongs to the object if its probability reaches this
};

template <class Place>
struct MaskHeadWeights {
  std::vector<Conv2dWeights<Place>> convs;  // 3x3, ReLU
  Conv2dWeights<Place> upsample;            // transposed 2x2, stride 2, ReLU
  Conv2dWeights<Place> logits;              // 1x1, one channel per class
};

/// Step mask_head: a small fully convolutional network on every region (Mask R-CNN, sec. 3, fig.
/// 4).
///
///   regions  (D, S, S, C), S = pool
///   labels   (D) only the mask of the predicted class is computed
///   returns  (D, 2S, 2S) logits
///
/// Throws ShapeError if lengths or channels differ, or a label is no class of the model.
HostTensor<float, 3> mask_head(const Regions<Host>& regions,
                               const HostTensor<std::int32_t, 1>& labels,
                               const MaskHeadWeights<Host>& weights,
                               const ComputeOptions& compute = {});

/// The same on the device. A label that is no class gives logits of NaN: to throw, the host would
/// have to wait for the labels.
DeviceTensor<float, 3> mask_head(const Regions<Device>& regions,
                                 const DeviceTensor<std::int32_t, 1>& labels,
                                 const MaskHeadWeights<Device>& weights,
                                 const ComputeOptions& compute = {});

/// Spreads one M x M map of probabilities over the pixels of its box, bilinear.
///
///   mask    (M, M) row-major
///   box     pixels of the canvas
///   pixels  (height, width) row-major, overwritten; 0 outside the box
///
/// A non-finite or reversed box sets no pixel. Only pixels of the canvas are computed, however
/// large the box.
void paste_mask(std::span<const float> mask, int mask_size, const Box& box, ImageSize canvas,
                std::span<float> pixels, PasteRule rule = PasteRule::torchvision);

/// paste_mask() for a list of masks, each on a canvas of its own: what step paste compares with its
/// threshold.
///
///   masks28  (N, M, M) probabilities
///   boxes    (N) pixels of the canvas
///   returns  (N, height, width)
///
/// Throws ShapeError if lengths differ or a mask is not square.
HostTensor<float, 3> paste_masks(const HostTensor<float, 3>& masks28,
                                 const HostTensor<Box, 1>& boxes, ImageSize canvas,
                                 PasteRule rule = PasteRule::torchvision);
DeviceTensor<float, 3> paste_masks(const DeviceTensor<float, 3>& masks28,
                                   const DeviceTensor<Box, 1>& boxes, ImageSize canvas,
                                   PasteRule rule = PasteRule::torchvision);

/// Boxes in pixels of the photograph: one factor per axis, f32(H0) / f32(h); whole pixels by
/// matterport's rule, cut at the border by detectron2's. Throws ShapeError if the resized image is
/// empty.
HostTensor<Box, 1> to_original_frame(const HostTensor<Box, 1>& boxes, const BoxFrame& frame,
                                     ImageSize original, PasteRule rule = PasteRule::torchvision);

/// Step paste: probabilities, boxes in the original frame, binary masks of the image's size.
///
///   logits      (D, M, M)
///   detections  (D) frame of the boxes, in which the resized image is frame.image
///
/// Throws ShapeError if lengths differ or a mask is not square.
InstanceMasks<Host> paste(const HostTensor<float, 3>& logits, const Detections<Host>& detections,
                          const BoxFrame& frame, ImageSize original,
                          const MasksParams& params = {});
InstanceMasks<Device> paste(const DeviceTensor<float, 3>& logits,
                            const Detections<Device>& detections, const BoxFrame& frame,
                            ImageSize original, const MasksParams& params = {});

/// What the mask head of a model looks like from outside.
struct MaskHeadShape {
  int channels = 256;  // C of a region
  int classes = 91;    // K, background included
};

std::vector<TensorSpec> mask_head_tensors(const MasksParams& params, const MaskHeadShape& shape);
MaskHeadWeights<Host> load_mask_head_weights(const WeightStore& store, const MasksParams& params,
                                             const MaskHeadShape& shape);

}  // namespace mrcnn
