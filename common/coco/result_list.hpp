#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "common/coco/annotations.hpp"

namespace mrcnn {

/// One object of a results list. Box and mask may be missing, but not both.
struct CocoResult {
  std::int64_t image_id = 0;
  std::int64_t category_id = 0;
  double score = 0.0;
  std::optional<std::array<double, 4>> bbox;  // x, y, width, height in pixels of the image
  Segmentation segmentation;
};

using ResultVisitor = std::function<void(CocoResult, std::size_t)>;

/// Visits the objects of a COCO results list with their index, in the order of the file. One object
/// is in memory at a time; other fields are ignored; null counts as missing.
///
/// image_id may also be the name of the image's file, with or without its ending.
///
///   truth  the data set, whose images and ids these are
///   name   what messages call the text, usually the file
///
/// Throws InputError "NAME: [3]: FIELD: expected ..., got ..." for fields of the wrong type, and
/// for an image that the data set does not have.
void for_each_result(std::string_view json, const CocoDataset& truth, const std::string& name,
                     const ResultVisitor& visit);

}  // namespace mrcnn
