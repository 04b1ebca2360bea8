#include "stages/pipeline/box_frames.hpp"

#include "common/geometry/box_frame.hpp"

#include "stages/6_masks/original_frame.hpp"

namespace mrcnn {
namespace {

Box moved(const Box& box, const InputPlace& place) {
  const auto left = static_cast<float>(place.left);
  const auto top = static_cast<float>(place.top);
  return {box.x1 + left, box.y1 + top, box.x2 + left, box.y2 + top};
}

BoxFrame frame_of_area(const Box& area, ImageSize padded, CornerRule corners) {
  return {to_frame(area, padded, corners), corners};
}

}  // namespace

BoxFrame box_frame(ImageSize resized, const Config& config) {
  const InputPlace place = input_place(resized, config.image);
  return frame_of_area(moved(BoxFrame(resized).image, place), place.padded,
                       config.proposals.conventions.corners);
}

BoxFrame proposals_frame(ImageSize resized, const Config& config) {
  if (config.proposals.conventions.clip == ClipArea::image) {
    return box_frame(resized, config);
  }
  const ImageSize padded = input_place(resized, config.image).padded;
  return frame_of_area(BoxFrame(padded).image, padded, config.proposals.conventions.corners);
}

HostTensor<Box, 1> to_box_frame(const HostTensor<Box, 1>& boxes, ImageSize original,
                                ImageSize resized, const Config& config) {
  const InputPlace place = input_place(resized, config.image);
  HostTensor<Box, 1> result = to_original_frame(boxes, BoxFrame(original), resized);
  for (Box& b : result) {
    b = to_frame(moved(b, place), place.padded, config.proposals.conventions.corners);
  }
  return result;
}

}  // namespace mrcnn
