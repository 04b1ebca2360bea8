#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/coco/ids.hpp"
#include "common/coco/polygon.hpp"
#include "common/coco/rle.hpp"
#include "common/io/json_fields.hpp"
#include "common/types/image.hpp"

namespace mrcnn {

struct CocoImage {
  std::int64_t id = 0;
  std::string file_name;  // as written: compared with names of images, never opened
  ImageSize size;         // {0, 0} if the file does not say
  std::string defect;     // as in CocoAnnotation
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
  bool has_bbox = true;  // otherwise the box is that of the segmentation
  std::string defect;    // why it cannot be used, a complete message; empty if it can
};

/// The ground truth of a data set in COCO's format, in the order of the file.
struct CocoDataset {
  std::vector<CocoImage> images;
  std::vector<CocoCategory> categories;
  std::vector<CocoAnnotation> annotations;
  TextIds image_texts;
  TextIds category_texts;
  std::vector<std::string> warnings;  // about the file as a whole, a line "NAME: ..." each
};

/// Reads an instances file: the lists images, categories and annotations. Other fields are ignored.
///
/// Annotation tools write what COCO's own files never have. null means missing; id, area, iscrowd
/// (then 0), segmentation, and bbox beside a segmentation may be missing; whole numbers may be
/// written 7, 7.0 or "7", iscrowd as true or false; NaN, which is not JSON, is null; a segmentation
/// may be one polygon without the list around it, with its corners as pairs, and [[x, y, width,
/// height]] is a box, as for pycocotools. Ids may be texts that are no numbers: see TextIds.
///
/// An entry that is wrong in another way gets a `defect`, so that it only stops what needs it. An
/// annotation that does not say which image it belongs to is left out, with a warning.
///
///   name  what messages call the text, usually the file
///
/// Throws InputError "NAME: reason" for what is not such a file, naming the format if it is a known
/// one.
CocoDataset parse_coco(std::string_view json, const std::string& name);

/// The field `segmentation` of an object, in any of these forms; nothing if it holds no pixel.
/// Throws InputError if it is malformed.
Segmentation read_segmentation(const JsonFields& fields);

/// An upper limit of the points that draw_segmentation() visits.
std::int64_t drawing_steps(const Segmentation& segmentation, ImageSize size);

/// Sets the object's pixels to 1 and leaves the others unchanged.
///
///   mask  (H, W) row-major, zeros or other objects
///   name  for messages
///
/// Throws InputError if run lengths are for another size, or a polygon's outline is too long (see
/// rasterize).
void draw_segmentation(const Segmentation& segmentation, std::span<std::uint8_t> mask,
                       ImageSize size, const std::string& name);

}  // namespace mrcnn
