#include <algorithm>

#include "common/geometry/exact_math.hpp"

#include "stages/6_masks/masks.hpp"
#include "stages/6_masks/masks_checks.hpp"
#include "stages/6_masks/original_frame.hpp"
#include "stages/6_masks/paste_pixels.hpp"

namespace mrcnn {

// [paste]
InstanceMasks<Host> paste(const HostTensor<float, 3>& logits, const Detections<Host>& detections,
                          const BoxFrame& frame, ImageSize original, const PasteParams& params) {
  const std::size_t count = detections.boxes.size();
  check_paste(logits.shape(), detections);

  InstanceMasks<Host> result;
  result.boxes = to_original_frame(detections.boxes, frame, original, params.rule);
  result.scores = detections.scores;
  result.labels = detections.labels;
  result.probabilities = HostTensor<float, 3>::from_shape(logits.shape());
  std::transform(logits.begin(), logits.end(), result.probabilities.begin(), exact_sigmoid);
  result.masks = filled_tensor<std::uint8_t>({count, original.height, original.width}, 0);
  // a pixel is in the mask if the mask, interpolated, reaches the threshold there
#pragma omp parallel for schedule(dynamic)
  for (std::size_t d = 0; d < count; ++d) {
    for_each_pixel(
        view(std::as_const(result).probabilities)[d], result.boxes(d), params.rule, original,
        [&](Index y, Index x, float p) { result.masks(d, y, x) = p >= params.threshold; });
  }
  return result;
}

// [/paste]

}  // namespace mrcnn
