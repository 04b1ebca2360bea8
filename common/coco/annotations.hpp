#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/coco/ids.hpp"
#include "common/coco/segmentation.hpp"
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
/// height]] is a box, as for pycocotools. Ids may be texts that are not numbers: see TextIds.
///
/// An entry that is wrong in another way gets a `defect`, an error only for those who use the
/// entry. An annotation that does not name its image is left out, with a warning.
///
///   name  what messages call the text, usually the file
///
/// Throws InputError "NAME: reason" for what is not such a file, naming the format if it is a known
/// one.
CocoDataset parse_coco(std::string_view json, const std::string& name);

}  // namespace mrcnn
