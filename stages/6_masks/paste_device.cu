#include "common/geometry/exact_math.hpp"
#include "common/tensor/for_each.cuh"

#include "stages/6_masks/masks.hpp"
#include "stages/6_masks/masks_checks.hpp"
#include "stages/6_masks/paste_math.hpp"

namespace mrcnn {
namespace {

/// What all pixels of one mask have in common.
struct MaskPlace {
  PasteAxis rows, columns;
  PasteRange range;
};

DeviceTensor<Box, 1> to_original_frame(const DeviceTensor<Box, 1>& boxes, const BoxFrame& frame,
                                       ImageSize original, PasteRule rule) {
  check_frame(frame);
  DeviceTensor<Box, 1> result({boxes.shape(0)});
  const Box* from = boxes.data();
  Box* to = result.data();
  // to[d] <- from[d] in pixels of the photograph
  for_each_index(boxes.shape(0), [=] MRCNN_HD(std::ptrdiff_t d) {
    to[d] = original_box(rule, from[d], frame, original);
  });
  return result;
}

template <class T>
DeviceTensor<T, 1> copy_of(const DeviceTensor<T, 1>& list) {
  DeviceTensor<T, 1> copy({list.shape(0)});
  copy_on_device(copy.data(), list.data(), list.shape(0) * sizeof(T));
  return copy;
}

/// place[d] <- where mask d lies on the canvas
DeviceTensor<MaskPlace, 1> places_of(const DeviceTensor<float, 3>& masks28,
                                     const DeviceTensor<Box, 1>& boxes, PasteRule rule) {
  const std::size_t count = masks28.shape(0);
  DeviceTensor<MaskPlace, 1> places({count});
  const int size = static_cast<int>(masks28.shape(1));
  const float* probability = masks28.data();
  const Box* box = boxes.data();
  MaskPlace* place = places.data();
  for_each_index(count, [=] MRCNN_HD(std::ptrdiff_t d) {
    const float* mask = probability + d * size * size;
    place[d] = {paste_axis(rule, box[d].y1, box[d].y2, size),
                paste_axis(rule, box[d].x1, box[d].x2, size), paste_range(rule, mask, size * size)};
  });
  return places;
}

/// What becomes of a pasted probability: it stays, or says whether the pixel is in the mask.
struct AsItIs {
  MRCNN_HD float operator()(float p) const { return p; }
};

struct AtLeast {
  float threshold;

  MRCNN_HD std::uint8_t operator()(float p) const { return p >= threshold ? 1 : 0; }
};

// [pixels]
/// One thread a pixel of the canvas and a mask: most of them see that their pixel lies outside and
/// write a 0, which must be written anyway. On a processor a thread takes a row of the canvas.
template <class T, class Finish>
void paste_pixels(const DeviceTensor<float, 3>& masks28, const DeviceTensor<MaskPlace, 1>& places,
                  const Finish& finish, DeviceTensor<T, 3>& masks) {
  const std::size_t height = masks.shape(1);
  const std::size_t width = masks.shape(2);
  const std::size_t cells = masks28.shape(1) * masks28.shape(2);
  const int size = static_cast<int>(masks28.shape(1));
  const float* probability = masks28.data();
  const MaskPlace* place = places.data();
  T* pixel = masks.data();
  // pixel[d][y][x] <- finish(the mask of d there)
  for_each_channels(
      masks.shape(0) * height, width,
      [=] MRCNN_HD(std::size_t row, std::size_t first, std::size_t last) {
        const std::size_t d = row / height;
        const auto y = static_cast<std::int64_t>(row % height);
        const MaskPlace& p = place[d];
        const bool row_inside = y >= p.rows.first && y < p.rows.first + p.rows.count;
        const PasteTap tap_y = row_inside ? paste_tap(p.rows, y, size + 2) : PasteTap{};
        for (std::size_t i = first; i < last; ++i) {
          const auto x = static_cast<std::int64_t>(i);
          const bool inside =
              row_inside && x >= p.columns.first && x < p.columns.first + p.columns.count;
          T value = 0;
          if (inside) {
            const PasteTap tap_x = paste_tap(p.columns, x, size + 2);
            value = finish(clamp(paste_value(probability + d * cells, size, tap_y, tap_x),
                                 p.range.lowest, p.range.highest));
          }
          pixel[row * width + i] = value;
        }
      });
}

// [/pixels]

}  // namespace

DeviceTensor<float, 3> paste_masks(const DeviceTensor<float, 3>& masks28,
                                   const DeviceTensor<Box, 1>& boxes, ImageSize canvas,
                                   PasteRule rule) {
  const std::size_t count = boxes.settled_rows();
  check_masks(masks28.shape(), count);
  auto pasted = make_device_tensor<float>(
      {count, static_cast<std::size_t>(canvas.height), static_cast<std::size_t>(canvas.width)});
  paste_pixels(masks28, places_of(masks28, boxes, rule), AsItIs{}, pasted);
  return pasted;
}

// [paste]
InstanceMasks<Device> paste(const DeviceTensor<float, 3>& logits,
                            const Detections<Device>& detections, const BoxFrame& frame,
                            ImageSize original, const MasksParams& params) {
  const std::size_t count = detections.boxes.settled_rows();
  check_paste(logits.shape(), detections);

  InstanceMasks<Device> result;
  result.boxes = to_original_frame(detections.boxes, frame, original, params.paste_rule);
  result.scores = copy_of(detections.scores);
  result.labels = copy_of(detections.labels);
  result.masks28 = DeviceTensor<float, 3>(logits.shape());
  result.masks = make_device_tensor<std::uint8_t>(
      {count, static_cast<std::size_t>(original.height), static_cast<std::size_t>(original.width)});
  const float* logit = logits.data();
  float* probability = result.masks28.data();
  // probability[i] <- sigmoid(logit[i])
  for_each_index(logits.size(),
                 [=] MRCNN_HD(std::ptrdiff_t i) { probability[i] = exact_sigmoid(logit[i]); });
  paste_pixels(result.masks28, places_of(result.masks28, result.boxes, params.paste_rule),
               AtLeast{params.threshold}, result.masks);
  return result;
}

// [/paste]

}  // namespace mrcnn
