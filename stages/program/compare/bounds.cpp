#include "stages/program/compare/bounds.hpp"

#include <algorithm>

#include "common/error.hpp"

namespace mrcnn {
namespace {

constexpr Bound kExactBound{};

Bound within(double value) {
  return {Bound::Kind::kAbsolute, value};
}

Bound of_largest(double value) {
  return {Bound::Kind::kOfLargest, value};
}

/// Our own programs agree on every bit of these; another program may not.
BoundsRow exact(std::vector<std::string> arrays, Bound foreign, NearTie near_tie = NearTie::kNone) {
  return {std::move(arrays), kExactBound, kExactBound, kExactBound, foreign, near_tie};
}

/// What comes out of matrix products: the order of a sum of thousands of terms is free.
BoundsRow matrix_product(std::vector<std::string> arrays, double tf32,
                         NearTie near_tie = NearTie::kNone) {
  return {std::move(arrays), of_largest(1e-5), of_largest(2e-5),
          of_largest(tf32),  of_largest(2e-5), near_tie};
}

// TF32 keeps 11 bits of each factor: 3e-4 per layer (measured), up to a hundred layers in a
// backbone.
constexpr double kTf32Backbone = 3e-2;
constexpr double kTf32Head = 1e-2;

std::string text_of(NearTie near_tie) {
  switch (near_tie) {
    case NearTie::kSelection:
      return "rows as sets: score gap <= 1e-6, or IoU within 1e-6 of the threshold";
    case NearTie::kRoiLevel:
      return "boxes within 16 ULP of a change of level";
    case NearTie::kIouFilter:
      return "IoU within 1e-6 of the threshold, or of another object's";
    case NearTie::kMaskPixel:
      return "probability less than 1e-4 from the threshold";
    case NearTie::kNone:
      break;
  }
  return "";
}

}  // namespace

std::string text_of(const Bound& bound) {
  switch (bound.kind) {
    case Bound::Kind::kAbsolute:
      return concat(bound.value);
    case Bound::Kind::kOfLargest:
      return concat(bound.value, " of the largest");
    case Bound::Kind::kExact:
      break;
  }
  return "exact";
}

const std::vector<BoundsRow>& bounds_table() {
  static const std::vector<BoundsRow> kTable = {
      exact({"0_image/image", "0_image/resized_size", "0_image/original_size"}, kExactBound),
      exact({"0_image/input"}, of_largest(4e-7)),

      matrix_product(
          {"1_features/c2", "1_features/c3", "1_features/c4", "1_features/c5", "1_features/p2",
           "1_features/p3", "1_features/p4", "1_features/p5", "1_features/p6"},
          kTf32Backbone),

      exact({"2_proposals/anchors"}, within(1e-3)),
      exact({"2_proposals/anchor_levels"}, kExactBound),
      matrix_product({"2_proposals/objectness", "2_proposals/deltas"}, kTf32Head),
      exact({"2_proposals/candidates", "2_proposals/boxes"}, within(1e-3), NearTie::kSelection),
      exact({"2_proposals/candidate_scores", "2_proposals/scores"}, within(1e-6),
            NearTie::kSelection),
      exact({"2_proposals/candidate_anchors", "2_proposals/candidate_levels",
             "2_proposals/suppressed_by", "2_proposals/kept"},
            kExactBound, NearTie::kSelection),

      exact({"3_roi_align/levels"}, kExactBound, NearTie::kRoiLevel),
      exact({"3_roi_align/regions"}, of_largest(2e-5), NearTie::kRoiLevel),

      matrix_product({"4_box_head/class_logits", "4_box_head/box_deltas"}, kTf32Head),
      exact({"4_box_head/class_probabilities", "4_box_head/candidate_scores"}, within(1e-6)),
      exact({"4_box_head/candidates"}, kExactBound),
      exact({"4_box_head/candidate_boxes"}, within(1e-3)),
      exact({"4_box_head/boxes"}, within(1e-3), NearTie::kSelection),
      exact({"4_box_head/scores"}, within(1e-6), NearTie::kSelection),
      exact({"4_box_head/suppressed_by", "4_box_head/labels", "4_box_head/proposals"}, kExactBound,
            NearTie::kSelection),

      exact({"5_iou_filter/iou", "5_iou_filter/best_iou"}, within(1e-6)),
      exact({"5_iou_filter/best_truth", "5_iou_filter/class_matches", "5_iou_filter/keep"},
            kExactBound, NearTie::kIouFilter),
      exact({"5_iou_filter/boxes"}, within(1e-3), NearTie::kIouFilter),
      exact({"5_iou_filter/scores"}, within(1e-6), NearTie::kIouFilter),
      exact({"5_iou_filter/labels"}, kExactBound, NearTie::kIouFilter),

      exact({"6_masks/regions"}, of_largest(2e-5), NearTie::kRoiLevel),
      matrix_product({"6_masks/logits"}, kTf32Head, NearTie::kRoiLevel),
      exact({"6_masks/masks28", "6_masks/scores"}, within(1e-6)),
      exact({"6_masks/boxes"}, within(1e-3)),
      exact({"6_masks/labels"}, kExactBound),
      exact({"6_masks/masks"}, kExactBound, NearTie::kMaskPixel),
  };
  return kTable;
}

const BoundsRow& bounds_of(const std::string& array) {
  static const BoundsRow kUnknown{};
  const auto& table = bounds_table();
  const auto row = std::find_if(table.begin(), table.end(), [&](const BoundsRow& candidate) {
    return std::find(candidate.arrays.begin(), candidate.arrays.end(), array) !=
           candidate.arrays.end();
  });
  return row == table.end() ? kUnknown : *row;
}

Bound bound_between(const BoundsRow& row, const Relation& relation) {
  if (relation.foreign) {
    return row.foreign;
  }
  Bound loosest = kExactBound;
  const auto loosen = [&](bool applies, const Bound& bound) {
    if (applies && bound.value > loosest.value) {
      loosest = bound;
    }
  };
  loosen(relation.other_backend, row.other_backend);
  loosen(relation.other_conv, row.other_conv);
  loosen(relation.tf32, row.tf32);
  return loosest;
}

std::string bounds_markdown() {
  std::string markdown =
      "| arrays | other back end | other conv | TF32 | other program | excused there |\n"
      "|---|---|---|---|---|---|\n";
  for (const BoundsRow& row : bounds_table()) {
    std::string names;
    for (const std::string& array : row.arrays) {
      names += (names.empty() ? "`" : ", `") + array + "`";
    }
    markdown += concat("| ", names, " | ", text_of(row.other_backend), " | ",
                       text_of(row.other_conv), " | ", text_of(row.tf32), " | ",
                       text_of(row.foreign), " | ", text_of(row.near_tie), " |\n");
  }
  return markdown;
}

}  // namespace mrcnn
