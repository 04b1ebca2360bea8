#include <algorithm>

#include "common/error.hpp"
#include "common/geometry/exact_math.hpp"
#include "common/tensor/host_tensor.hpp"

#include "stages/6_masks/masks.hpp"
#include "stages/6_masks/masks_checks.hpp"
#include "stages/6_masks/paste_math.hpp"

namespace mrcnn {
namespace {

/// Calls set(y, x, probability) for every pixel of the canvas that the mask can reach.
template <class Set>
void for_each_pixel(PasteRule rule, const float* mask, int mask_size, const Box& box,
                    ImageSize canvas, Set&& set) {
  const PasteAxis rows = paste_axis(rule, box.y1, box.y2, mask_size);
  const PasteAxis columns = paste_axis(rule, box.x1, box.x2, mask_size);
  const PasteRange range = paste_range(rule, mask, mask_size * mask_size);
  const std::int64_t first_y = std::max<std::int64_t>(rows.first, 0);
  const std::int64_t last_y = std::min<std::int64_t>(rows.first + rows.count, canvas.height);
  const std::int64_t first_x = std::max<std::int64_t>(columns.first, 0);
  const std::int64_t last_x = std::min<std::int64_t>(columns.first + columns.count, canvas.width);
  for (std::int64_t y = first_y; y < last_y; ++y) {
    const PasteTap row = paste_tap(rows, y, mask_size + 2);
    for (std::int64_t x = first_x; x < last_x; ++x) {
      const PasteTap column = paste_tap(columns, x, mask_size + 2);
      set(static_cast<std::size_t>(y), static_cast<std::size_t>(x),
          clamp(paste_value(mask, mask_size, row, column), range.lowest, range.highest));
    }
  }
}

}  // namespace

void paste_mask(std::span<const float> mask, int mask_size, const Box& box, ImageSize canvas,
                std::span<float> pixels, PasteRule rule) {
  const auto width = static_cast<std::size_t>(canvas.width);
  const auto cells = static_cast<std::size_t>(mask_size);
  check_shape(mask_size > 0 && mask.size() == cells * cells &&
                  pixels.size() == static_cast<std::size_t>(canvas.height) * width,
              "paste_mask: ", mask.size(), " values of a ", mask_size, " x ", mask_size, " mask, ",
              pixels.size(), " pixels of a ", canvas.height, " x ", canvas.width, " canvas");
  std::fill(pixels.begin(), pixels.end(), 0.0F);
  for_each_pixel(rule, mask.data(), mask_size, box, canvas,
                 [&](std::size_t y, std::size_t x, float p) { pixels[y * width + x] = p; });
}

HostTensor<float, 3> paste_masks(const HostTensor<float, 3>& masks28,
                                 const HostTensor<Box, 1>& boxes, ImageSize canvas,
                                 PasteRule rule) {
  check_masks(masks28.shape(), boxes.size());
  const auto height = static_cast<std::size_t>(canvas.height);
  const auto width = static_cast<std::size_t>(canvas.width);
  auto pasted = make_tensor<float>({boxes.size(), height, width});
  const std::size_t cells = masks28.shape(1) * masks28.shape(2);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    paste_mask({masks28.data() + i * cells, cells}, static_cast<int>(masks28.shape(1)), boxes(i),
               canvas, {pasted.data() + i * height * width, height * width}, rule);
  }
  return pasted;
}

HostTensor<Box, 1> to_original_frame(const HostTensor<Box, 1>& boxes, const BoxFrame& frame,
                                     ImageSize original, PasteRule rule) {
  check_frame(frame);
  HostTensor<Box, 1> result = boxes;
  for (Box& b : result) {
    b = original_box(rule, b, frame, original);
  }
  return result;
}

// [paste]
InstanceMasks<Host> paste(const HostTensor<float, 3>& logits, const Detections<Host>& detections,
                          const BoxFrame& frame, ImageSize original, const MasksParams& params) {
  const std::size_t count = detections.boxes.size();
  const std::size_t size = logits.shape(1);
  check_paste(logits.shape(), detections);

  InstanceMasks<Host> result;
  result.boxes = to_original_frame(detections.boxes, frame, original, params.paste_rule);
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
    for_each_pixel(params.paste_rule, &result.masks28(d, 0, 0), static_cast<int>(size),
                   result.boxes(d), original, [&](std::size_t y, std::size_t x, float p) {
                     result.masks(d, y, x) = p >= params.threshold ? 1 : 0;
                   });
  }
  return result;
}

// [/paste]

}  // namespace mrcnn
