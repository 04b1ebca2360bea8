#include "stages/program/compare/bounds.hpp"

namespace mrcnn {
namespace {

using Names = std::vector<std::string>;

constexpr Bound kExact{};

Bound within(double value) {
  return {Bound::Kind::kAbsolute, value};
}

Bound of_largest(double value) {
  return {Bound::Kind::kOfLargest, value};
}

/// Runs of this program agree on every bit; another program may not.
BoundsRow exact(const std::string& folder, Names arrays, Bound other_program, Tie tie = Tie::none) {
  return {folder, std::move(arrays), kExact, kExact, kExact, other_program, tie};
}

/// The result of matrix products: the order of a sum of thousands of terms is free.
BoundsRow product(const std::string& folder, Names arrays, double tf32, Tie tie = Tie::none) {
  return {folder,
          std::move(arrays),
          of_largest(1e-5),
          of_largest(2e-5),
          of_largest(tf32),
          of_largest(2e-5),
          tie};
}

// TF32 keeps 11 bits of each factor: 3e-4 per layer (measured), up to a hundred layers in a
// backbone.
constexpr double kTf32Backbone = 3e-2;
constexpr double kTf32Head = 1e-2;

}  // namespace

const std::vector<BoundsRow>& bounds_table() {
  static const std::vector<BoundsRow> table = {
      // folder, arrays, what another program may differ by (or TF32), ties
      exact("0_image", {"image", "resized_size", "original_size"}, kExact),
      exact("0_image", {"input"}, of_largest(4e-7)),

      product("1_features", {"c2", "c3", "c4", "c5", "p2", "p3", "p4", "p5", "p6"}, kTf32Backbone),
      product(
          "1_features",
          {"lateral2", "lateral3", "lateral4", "lateral5", "top_down2", "top_down3", "top_down4"},
          kTf32Backbone),

      exact("2_proposals", {"anchors"}, within(kBoxGap)),
      exact("2_proposals", {"anchor_levels"}, kExact),
      product("2_proposals", {"objectness", "deltas"}, kTf32Head),
      exact("2_proposals", {"candidates"}, within(kBoxGap), Tie::candidates),
      exact("2_proposals", {"candidate_scores"}, within(1e-6), Tie::candidates),
      exact("2_proposals", {"candidate_anchors", "candidate_levels", "suppressed_by"}, kExact,
            Tie::candidates),
      exact("2_proposals", {"boxes"}, within(kBoxGap), Tie::selected),
      exact("2_proposals", {"scores"}, within(1e-6), Tie::selected),
      exact("2_proposals", {"kept"}, kExact, Tie::selected),

      exact("3_roi_align", {"levels"}, kExact, Tie::roi_level),
      exact("3_roi_align", {"regions"}, of_largest(2e-5), Tie::roi_level),

      product("4_box_head", {"class_logits", "box_deltas"}, kTf32Head),
      exact("4_box_head", {"class_probabilities", "candidate_scores"}, within(1e-6)),
      exact("4_box_head", {"candidates"}, kExact),
      exact("4_box_head", {"candidate_boxes"}, within(kBoxGap)),
      exact("4_box_head", {"suppressed_by"}, kExact, Tie::candidates),
      exact("4_box_head", {"boxes"}, within(kBoxGap), Tie::selected),
      exact("4_box_head", {"scores"}, within(1e-6), Tie::selected),
      exact("4_box_head", {"labels", "proposals"}, kExact, Tie::selected),

      exact("5_iou_filter", {"iou", "best_iou"}, within(1e-6)),
      exact("5_iou_filter", {"best_truth", "class_matches"}, kExact, Tie::best_truth),
      exact("5_iou_filter", {"keep"}, kExact, Tie::keep),
      exact("5_iou_filter", {"boxes"}, within(kBoxGap), Tie::kept),
      exact("5_iou_filter", {"scores"}, within(1e-6), Tie::kept),
      exact("5_iou_filter", {"labels"}, kExact, Tie::kept),

      exact("6_masks", {"regions"}, of_largest(2e-5), Tie::roi_level),
      product("6_masks", {"logits"}, kTf32Head, Tie::roi_level),
      exact("6_masks", {"masks28", "scores"}, within(1e-6)),
      exact("6_masks", {"boxes"}, within(kBoxGap)),
      exact("6_masks", {"labels"}, kExact),
      exact("6_masks", {"masks"}, kExact, Tie::mask_pixel),
  };
  return table;
}

const BoundsRow& bounds_of(const std::string& array) {
  static const BoundsRow unknown{};
  for (const BoundsRow& row : bounds_table()) {
    for (const std::string& name : row.arrays) {
      if (row.folder + "/" + name == array) {
        return row;
      }
    }
  }
  return unknown;
}

Bound bound_between(const BoundsRow& row, const Relation& relation) {
  if (relation.other_program) {
    return row.other_program;
  }
  Bound loosest = kExact;
  const auto loosen = [&](bool applies, const Bound& bound) {
    loosest = applies && bound.value > loosest.value ? bound : loosest;
  };
  loosen(relation.other_backend, row.other_backend);
  loosen(relation.other_conv, row.other_conv);
  loosen(relation.tf32, row.tf32);
  return loosest;
}

}  // namespace mrcnn
