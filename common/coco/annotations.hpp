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
#include "common/io/json_fields.hpp"
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

/// An object's mask as it is stored: none, the polygons of its parts, or run lengths.
using Segmentation = std::variant<std::monostate, std::vector<Polygon>, Rle>;

struct CocoAnnotation {
  std::int64_t id = 0;
  std::int64_t image_id = 0;
  std::int64_t category_id = 0;
  std::array<double, 4> bbox{};  // x, y, width, height in pixels of the image
  std::optional<double> area;    // pixels of the mask; some files leave it out
  bool is_crowd = false;         // a group of objects, annotated as one
  Segmentation segmentation;
};

/// The ground truth of a data set in COCO's format, in the order of the file.
struct CocoDataset {
  std::vector<CocoImage> images;
  std::vector<CocoCategory> categories;
  std::vector<CocoAnnotation> annotations;
};

/// Reads an instances file: the lists images, categories and annotations. Other fields are ignored;
/// area, iscrowd (then 0) and segmentation may be missing.
///
///   name  what messages call the text, usually the file
///
/// Throws InputError "NAME: annotations[2] (id 7): FIELD: expected ..., got ..." for fields of the
/// wrong type or range, repeated ids, references to missing ids, a file_name that leads out of its
/// folder, and run lengths that do not fill the image exactly.
CocoDataset parse_coco(std::string_view json, const std::string& name);

/// The field `segmentation` of an object: run lengths in either form, polygons, or nothing. Throws
/// InputError if it is malformed, or if run lengths do not have the size of the image.
Segmentation read_segmentation(const JsonFields& fields, ImageSize image_size);

/// Sets the object's pixels to 1 and leaves the others unchanged.
///
///   mask  (H, W) row-major, zeros or other objects
///   name  for messages
///
/// Throws InputError if a polygon's outline is too long (see rasterize).
void draw_segmentation(const Segmentation& segmentation, std::span<std::uint8_t> mask,
                       ImageSize size, const std::string& name);

}  // namespace mrcnn
