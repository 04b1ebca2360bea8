#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/coco/annotations.hpp"
#include "common/enum_names.hpp"

namespace mrcnn {

/// What is compared: boxes or masks.
enum class OverlapKind { bbox, segm };

constexpr auto names_of(OverlapKind /*kind*/) {
  return std::array{"bbox", "segm"};
}

/// A true object. Boxes are x, y, width, height in pixels of the image.
struct TrueObject {
  std::int32_t category = 0;   // position in EvaluationSet::categories
  std::int32_t image = 0;      // position in EvaluationSet::image_ids
  std::size_t annotation = 0;  // position in the file
  std::int64_t id = 0;         // of the annotation; COCO's rules never match id 0
  bool is_crowd = false;
  double area = 0.0;
  std::array<double, 4> box{};
  Rle mask;  // no counts: none
};

/// A detection, with the area by which COCO's rules bin it: the box's, or the mask's if the results
/// have no boxes.
struct ScoredObject {
  std::int32_t category = 0;
  std::int32_t image = 0;
  double score = 0.0;
  double area = 0.0;
  std::array<double, 4> box{};
  Rle mask;
};

/// Ground truth and detections of a data set. Both lists are sorted by category, then image;
/// within these, truth is in the order of its file and detections are by descending score, equal
/// scores in the order of their file.
struct EvaluationSet {
  std::vector<CocoCategory> categories;  // ascending ids
  std::vector<std::int64_t> image_ids;   // ascending
  std::vector<TrueObject> truth;
  std::vector<ScoredObject> detections;
  std::vector<std::string> warnings;  // a line each
  bool have_masks = true;             // every result has one, and so has some true object
};

/// Joins a data set with a results list, by the rules of COCO's loader: results of an unknown
/// category are ignored; a result without a box gets its mask's; areas are those of the boxes if
/// the first result has one, else those of the masks. A missing area of a true object is its
/// mask's, else its box's. Crowds included, true objects of an unknown image or category are
/// ignored.
///
///   name  what messages call the results, usually their file
///
/// Throws InputError for what for_each_result refuses, and for true objects that have a defect or
/// the id of another.
EvaluationSet make_evaluation_set(const CocoDataset& truth, std::string_view results,
                                  const std::string& name);

/// Makes sure that every object has a mask. A result without one gets its box as mask.
///
/// Throws InputError if a true object has none.
void require_masks(EvaluationSet& set, const CocoDataset& truth);

}  // namespace mrcnn
