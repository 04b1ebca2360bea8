#include <thrust/transform.h>

#include "common/geometry/exact_math.hpp"

#include "stages/6_masks/masks.hpp"
#include "stages/6_masks/masks_checks.hpp"
#include "stages/6_masks/original_frame.hpp"
#include "stages/6_masks/paste_pixels.cuh"

namespace mrcnn {
namespace {

template <class T>
DeviceTensor<T, 1> copy_of(const DeviceTensor<T, 1>& list) {
  DeviceTensor<T, 1> copy({list.shape(0)});
  copy_on_device(copy.data(), list.data(), list.shape(0) * sizeof(T));
  return copy;
}

/// Whether a pixel is in the mask.
struct Reaches {
  float threshold;

  MRCNN_HD std::uint8_t operator()(float p) const { return p >= threshold ? 1 : 0; }
};

struct Sigmoid {
  MRCNN_HD float operator()(float logit) const { return exact_sigmoid(logit); }
};

}  // namespace

// [paste]
InstanceMasks<Device> paste(const DeviceTensor<float, 3>& logits,
                            const Detections<Device>& detections, const BoxFrame& frame,
                            ImageSize original, const PasteParams& params) {
  const std::size_t count = detections.boxes.valid_rows();
  check_paste(logits.shape(), detections);

  InstanceMasks<Device> result;
  result.boxes = to_original_frame(detections.boxes, frame, original, params.rule);
  result.scores = copy_of(detections.scores);
  result.labels = copy_of(detections.labels);
  result.probabilities = DeviceTensor<float, 3>(logits.shape());
  result.masks = make_device_tensor<std::uint8_t>({count, original.height, original.width});
  // probabilities[d][y][x] <- sigmoid(logits[d][y][x])
  thrust::transform(on_device(), view(logits).begin(), view(logits).end(),
                    view(result.probabilities).begin(), Sigmoid{});
  paste_pixels(view(result.probabilities), view(result.boxes), params.rule,
               Reaches{params.threshold}, view(result.masks));
  return result;
}

// [/paste]

}  // namespace mrcnn
