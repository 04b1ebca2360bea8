#include <gtest/gtest.h>

#include "stages/pipeline/describe_element.hpp"

#include "tests/compare/tiny_trace.hpp"

namespace mrcnn {
namespace {

/// A trace with one class name, one detection, three candidates of which the last names no anchor,
/// and an input of 64 x 64 pixels.
class DescribeElement : public testing::Test {
 protected:
  DescribeElement() {
    Manifest manifest;
    manifest.config["classes"] = {"background", "star"};
    trace_.sign(manifest);
    trace_.put<std::int32_t>("4_box_head/labels", {1});
    trace_.put<std::int32_t>("5_iou_filter/labels", {1});
    trace_.put<std::int32_t>("4_box_head/candidates", {1, 2}, {7, 1});
    trace_.put<std::int32_t>("2_proposals/candidate_levels", {2, 2, 3});
    trace_.put<std::int32_t>("2_proposals/candidate_anchors", {100, 0, -1});
    for (std::size_t level = 2; level <= 6; ++level) {
      const std::size_t side = std::size_t{64} >> level;
      trace_.put<float>("1_features/p" + std::to_string(level), {1, side, side},
                        std::vector<float>(side * side));
    }
  }

  [[nodiscard]] std::string text(const std::string& array,
                                 const std::vector<std::size_t>& index) const {
    return describe_element(array, index, trace_.folder());
  }

  TinyTrace trace_;
};

TEST_F(DescribeElement, NamesPixelsCellsAndBins) {
  EXPECT_EQ(text("0_image/image", {3, 4, 2}), "pixel (3,4), blue");
  EXPECT_EQ(text("0_image/input", {0, 3, 4}), "pixel (3,4), red");
  EXPECT_EQ(text("1_features/p3", {12, 34, 97}), "P3, cell (34,97), channel 12");
  EXPECT_EQ(text("1_features/c5", {12, 0, 1}), "C5, cell (0,1), channel 12");
  EXPECT_EQ(text("3_roi_align/regions", {17, 200, 3, 4}), "proposal 17, bin (3,4), channel 200");
  EXPECT_EQ(text("6_masks/regions", {0, 9, 3, 4}), "mask 0 (class star), bin (3,4), channel 9");
  EXPECT_EQ(text("6_masks/masks", {0, 120, 44}), "pixel (120,44) of mask 0 (class star)");
  EXPECT_EQ(text("6_masks/logits", {0, 2, 3}), "cell (2,3) of mask 0 (class star)");
  EXPECT_EQ(text("5_iou_filter/truth_masks", {1, 2, 3}), "pixel (2,3) of true object 1");
  EXPECT_EQ(text("0_image/resized_size", {1}), "width");
}

TEST_F(DescribeElement, FollowsACandidateToItsAnchorAndAnAnchorToItsCell) {
  EXPECT_EQ(text("2_proposals/anchors", {100, 0}), "anchor 100 = P2, cell (2,1), ratio 1.0, x1");
  EXPECT_EQ(text("2_proposals/deltas", {100, 2}), "anchor 100 = P2, cell (2,1), ratio 1.0, dw");
  EXPECT_EQ(text("2_proposals/candidates", {0, 3}),
            "candidate 0 of P2 (anchor 100 = P2, cell (2,1), ratio 1.0), y2");
  EXPECT_EQ(text("2_proposals/candidates", {1}),
            "candidate 1 of P2 (anchor 0 = P2, cell (0,0), ratio 0.5)");
  EXPECT_EQ(text("2_proposals/candidates", {2}), "candidate 2 of P3");
  EXPECT_EQ(text("2_proposals/suppressed_by", {5}), "candidate 5");
}

TEST_F(DescribeElement, NamesClasses) {
  EXPECT_EQ(text("4_box_head/class_logits", {17, 1}), "proposal 17, class star");
  EXPECT_EQ(text("4_box_head/box_deltas", {17, 6}), "proposal 17, class star, dw");
  EXPECT_EQ(text("4_box_head/candidate_boxes", {0, 1}), "candidate 0 (proposal 7, class star), y1");
  EXPECT_EQ(text("4_box_head/scores", {0}), "detection 0 (class star)");
  EXPECT_EQ(text("5_iou_filter/iou", {0, 2}), "detection 0 (class star), true object 2");
  EXPECT_EQ(text("5_iou_filter/boxes", {0, 0}), "kept detection 0 (class star), x1");
}

TEST_F(DescribeElement, AShortIndexMeansARow) {
  EXPECT_EQ(text("2_proposals/boxes", {3}), "proposal 3");
  EXPECT_EQ(text("6_masks/masks", {0}), "mask 0 (class star)");
}

TEST_F(DescribeElement, AnUnknownArrayKeepsItsName) {
  EXPECT_EQ(text("2_proposals/other", {3, 4}), "2_proposals/other(3, 4)");
  EXPECT_EQ(text("2_proposals/boxes", {}), "2_proposals/boxes()");
}

TEST(DescribeElementAlone, WhatTheTraceDoesNotSayIsLeftOut) {
  const TinyTrace trace;
  const TraceFolder folder = trace.folder();
  EXPECT_EQ(describe_element("2_proposals/anchors", {100, 0}, folder), "anchor 100, x1");
  EXPECT_EQ(describe_element("4_box_head/scores", {3}, folder), "detection 3");
  EXPECT_EQ(describe_element("4_box_head/class_logits", {3, 2}, folder), "proposal 3, class 2");
}

}  // namespace
}  // namespace mrcnn
