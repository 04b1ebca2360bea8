#include "stages/program/evaluate/box_warning.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "common/error.hpp"
#include "common/geometry/box.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {

namespace {

constexpr float kLeastOverlap = 0.5F;  // tools round corners, which matters for small boxes only
constexpr float kSmallSide = 4.0F;     // pixels
constexpr double kMostBeyond = 1.1;    // of a side of the image

Box box_of(const CocoAnnotation& annotation) {
  const auto [x, y, width, height] = annotation.bbox;
  return {static_cast<float>(x), static_cast<float>(y), static_cast<float>(x + width),
          static_cast<float>(y + height)};
}

bool is_small(const Box& box) {
  return !(box.x2 - box.x1 >= kSmallSide && box.y2 - box.y1 >= kSmallSide);
}

/// Around the corners of all polygons; nothing for run lengths.
std::optional<Box> box_of_outline(const Segmentation& segmentation) {
  const auto* polygons = std::get_if<std::vector<Polygon>>(&segmentation);
  if (polygons == nullptr) {
    return std::nullopt;
  }
  Box box{INFINITY, INFINITY, -INFINITY, -INFINITY};
  for (const Polygon& polygon : *polygons) {
    for (std::size_t i = 0; i + 1 < polygon.size(); i += 2) {
      const auto x = static_cast<float>(polygon[i]);
      const auto y = static_cast<float>(polygon[i + 1]);
      box = {std::min(box.x1, x), std::min(box.y1, y), std::max(box.x2, x), std::max(box.y2, y)};
    }
  }
  return box;
}

bool leaves_outline(const CocoAnnotation& annotation) {
  const std::optional<Box> outline = box_of_outline(annotation.segmentation);
  const Box box = box_of(annotation);
  return outline.has_value() && !(is_small(box) && is_small(*outline)) &&
         iou(box, *outline) < kLeastOverlap;
}

}  // namespace

bool leaves_image(const std::array<double, 4>& bbox, ImageSize size) {
  const auto [x, y, width, height] = bbox;
  return size.height > 0 &&
         (x + width > kMostBeyond * size.width || y + height > kMostBeyond * size.height);
}

bool is_fraction(const std::array<double, 4>& bbox) {
  return std::all_of(bbox.begin(), bbox.end(), [](double number) { return number <= 1.0; });
}

std::optional<std::string> box_warning(const CocoDataset& dataset, const std::string& name) {
  std::map<std::int64_t, ImageSize> sizes;
  for (const CocoImage& image : dataset.images) {
    sizes.emplace(image.id, image.size);
  }
  std::size_t boxes = 0;
  std::size_t odd = 0;
  std::size_t fractions = 0;
  std::string first;
  for (const CocoAnnotation& annotation : dataset.annotations) {
    if (!annotation.defect.empty() || !annotation.has_bbox) {
      continue;
    }
    ++boxes;
    fractions += is_fraction(annotation.bbox) ? 1U : 0U;
    const auto size = sizes.find(annotation.image_id);
    const bool is_beyond = size != sizes.end() && leaves_image(annotation.bbox, size->second);
    if (is_beyond || leaves_outline(annotation)) {
      ++odd;
      if (first.empty()) {
        first = concat("that of annotation ", annotation.id, " is ",
                       is_beyond ? "beyond the image" : "not around its segmentation");
      }
    }
  }
  if (boxes > 0 && fractions == boxes) {
    return concat(one_line(name), ": every bbox lies between 0 and 1; expected pixels");
  }
  if (odd > 0) {
    return concat(one_line(name), ": ", odd, " of ", boxes, " bbox look wrong: ", first,
                  "; expected x, y, width, height in pixels, not corners");
  }
  return std::nullopt;
}

}  // namespace mrcnn
