#include <algorithm>

#include "common/error.hpp"
#include "common/geometry/exact_math.hpp"
#include "common/tensor/host_tensor.hpp"

#include "stages/6_masks/masks.hpp"
#include "stages/6_masks/paste_math.hpp"

namespace mrcnn {
namespace {

/// Calls set(y, x, probability) for every pixel of the canvas that the grown box covers.
template <class Set>
void for_each_pixel(const float* mask, int mask_size, const Box& box, ImageSize canvas, Set&& set) {
  const PasteRegion region = paste_region(box, mask_size);
  const std::int64_t first_y = std::max<std::int64_t>(region.y1, 0);
  const std::int64_t last_y = std::min<std::int64_t>(region.y1 + region.height, canvas.height);
  const std::int64_t first_x = std::max<std::int64_t>(region.x1, 0);
  const std::int64_t last_x = std::min<std::int64_t>(region.x1 + region.width, canvas.width);
  for (std::int64_t y = first_y; y < last_y; ++y) {
    const PasteTap row = paste_tap(y - region.y1, region.height, mask_size + 2);
    for (std::int64_t x = first_x; x < last_x; ++x) {
      const PasteTap column = paste_tap(x - region.x1, region.width, mask_size + 2);
      set(static_cast<std::size_t>(y), static_cast<std::size_t>(x),
          paste_value(mask, mask_size, row, column));
    }
  }
}

}  // namespace

void paste_mask(std::span<const float> mask, int mask_size, const Box& box, ImageSize canvas,
                std::span<float> pixels) {
  const auto width = static_cast<std::size_t>(canvas.width);
  const auto cells = static_cast<std::size_t>(mask_size);
  check_shape(mask_size > 0 && mask.size() == cells * cells &&
                  pixels.size() == static_cast<std::size_t>(canvas.height) * width,
              "paste_mask: ", mask.size(), " values of a ", mask_size, " x ", mask_size, " mask, ",
              pixels.size(), " pixels of a ", canvas.height, " x ", canvas.width, " canvas");
  std::fill(pixels.begin(), pixels.end(), 0.0F);
  for_each_pixel(mask.data(), mask_size, box, canvas,
                 [&](std::size_t y, std::size_t x, float p) { pixels[y * width + x] = p; });
}

HostTensor<Box, 1> to_original_frame(const HostTensor<Box, 1>& boxes, ImageSize resized,
                                     ImageSize original) {
  check_shape(resized.height > 0 && resized.width > 0, "to_original_frame: a resized image of ",
              resized.height, " x ", resized.width, " pixels");
  const float factor_x = static_cast<float>(original.width) / static_cast<float>(resized.width);
  const float factor_y = static_cast<float>(original.height) / static_cast<float>(resized.height);
  HostTensor<Box, 1> result = boxes;
  for (Box& b : result) {
    b = {b.x1 * factor_x, b.y1 * factor_y, b.x2 * factor_x, b.y2 * factor_y};
  }
  return result;
}

// [paste]
InstanceMasks<Host> paste(const HostTensor<float, 3>& logits, const Detections<Host>& detections,
                          ImageSize resized, ImageSize original, const MasksParams& params) {
  const std::size_t count = detections.boxes.size();
  const std::size_t size = logits.shape(1);
  check_shape(logits.shape(0) == count && logits.shape(2) == size && size > 0, "paste: logits of (",
              logits.shape(0), ", ", size, ", ", logits.shape(2), ") for ", count, " detections");
  check_shape(detections.scores.size() == count && detections.labels.size() == count,
              "paste: ", count, " boxes, ", detections.scores.size(), " scores, ",
              detections.labels.size(), " labels");

  InstanceMasks<Host> result;
  result.boxes = to_original_frame(detections.boxes, resized, original);
  result.scores = detections.scores;
  result.labels = detections.labels;
  result.masks28 = HostTensor<float, 3>::from_shape(logits.shape());
  std::transform(logits.begin(), logits.end(), result.masks28.begin(), exact_sigmoid);
  result.masks = filled_tensor<std::uint8_t>(
      {count, static_cast<std::size_t>(original.height), static_cast<std::size_t>(original.width)},
      0);
#pragma omp parallel for schedule(dynamic)
  for (std::ptrdiff_t row = 0; row < static_cast<std::ptrdiff_t>(count); ++row) {
    const auto d = static_cast<std::size_t>(row);
    for_each_pixel(&result.masks28(d, 0, 0), static_cast<int>(size), result.boxes(d), original,
                   [&](std::size_t y, std::size_t x, float p) {
                     result.masks(d, y, x) = p >= params.threshold ? 1 : 0;
                   });
  }
  return result;
}

// [/paste]

}  // namespace mrcnn
