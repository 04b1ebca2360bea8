#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/coco/polygon.hpp"
#include "common/coco/rle.hpp"
#include "common/types/image.hpp"

namespace mrcnn {

struct CocoImage {
  std::int64_t id = 0;
  std::string file_name;  // relative, without ".."
  ImageSize size;
};

struct CocoCategory {
  std::int64_t id = 0;
  std::string name;
};

/// An object's outline as it is stored: nothing, the polygons of its parts, or run lengths.
using Segmentation = std::variant<std::monostate, std::vector<Polygon>, Rle>;

struct CocoAnnotation {
  std::int64_t id = 0;
  std::int64_t image_id = 0;
  std::int64_t category_id = 0;
  std::array<double, 4> bbox{};  // x, y, width, height in pixels of the image
  std::optional<double> area;    // pixels of the mask; some files leave it out
  bool is_crowd = false;         // many objects that nobody told apart
  Segmentation segmentation;
};

/// The truth of a data set in COCO's format, in the order of the file.
struct CocoDataset {
  std::vector<CocoImage> images;
  std::vector<CocoCategory> categories;
  std::vector<CocoAnnotation> annotations;
};

/// Reads an instances file: the lists images, categories and annotations. Other fields are ignored;
/// area, iscrowd (0 then) and segmentation may be missing.
///
///   name  what the text is called in messages, usually the file
///
/// Throws InputError "NAME: annotations[2] (id 7): FIELD: expected ..., got ..." for fields of a
/// wrong type or range, ids that occur twice or refer to nothing, a file_name that could leave its
/// folder, run lengths whose size is not that of the image or that do not fill it exactly.
CocoDataset parse_coco(std::string_view json, const std::string& name);

/// Sets the object's pixels to 1 and leaves the others alone.
///
///   mask  (H, W) row-major, zeros or other objects
///   name  for messages
///
/// Throws InputError if a polygon's outline is too long (see rasterize).
void draw_segmentation(const Segmentation& segmentation, std::span<std::uint8_t> mask,
                       ImageSize size, const std::string& name);

}  // namespace mrcnn
