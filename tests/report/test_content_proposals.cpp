#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/geometry/anchors.hpp"

#include "tests/report/tiny_content.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

TEST(ContentProposals, RegularAnchorsAreNotStored) {
  TinyTrace trace;
  with_image(trace)
      .put<float>("0_image/input", {3, 4, 8}, std::vector<float>(96))
      .put<float>("1_features/p2", {1, 1, 2}, {0, 0});
  const HostTensor<Box, 1> anchors =
      make_anchors<Host>({4, 8}, {{1, 2}}, {.sizes = kSizes, .aspect_ratios = kRatios});
  trace.put_boxes("2_proposals/anchors", {anchors(0), anchors(1)});
  EXPECT_TRUE(content_of(trace).anchors_are_regular);
  EXPECT_FALSE(holds(content_of(trace).pack, "2_proposals/anchors"));

  Box moved = anchors(1);
  moved.x2 += 1;
  trace.put_boxes("2_proposals/anchors", {anchors(0), moved});
  EXPECT_FALSE(content_of(trace).anchors_are_regular);
  EXPECT_TRUE(holds(content_of(trace).pack, "2_proposals/anchors"));
}

TEST(ContentProposals, DeltasAreRoundedWhereThereAreManyButNotThoseOfCandidates) {
  TinyTrace trace;
  with_image(trace)
      .put<float>("2_proposals/deltas", {2, 4}, {0.1F, 0.2F, 0.3F, 0.4F, 0.5F, 0.6F, 0.7F, 0.8F})
      .put<std::int32_t>("2_proposals/candidate_anchors", {1});
  const Array exact = array_of<float>({1, 4}, {0.5F, 0.6F, 0.7F, 0.8F});
  const PageContent rough = content_of(trace, {.exact_deltas = 1});
  EXPECT_EQ(unpacked(rough.pack, "2_proposals/candidate_deltas"), exact);
  EXPECT_NE(unpacked(rough.pack, "2_proposals/deltas"), trace.folder().read("2_proposals/deltas"));
  EXPECT_NE(reduced(rough, "2_proposals/deltas", "digits"), nullptr);
  EXPECT_EQ(unpacked(content_of(trace).pack, "2_proposals/deltas"),
            trace.folder().read("2_proposals/deltas"));
}

TEST(ContentProposals, ACandidateOfNoAnchorIsAnError) {
  TinyTrace trace;
  with_image(trace)
      .put<float>("2_proposals/deltas", {1, 4}, {0, 0, 0, 0})
      .put<std::int32_t>("2_proposals/candidate_anchors", {7});
  EXPECT_NE(message_of<InputError>([&] { content_of(trace); }).find("names row 7"),
            std::string::npos);
}

// detections come from proposals 2 (rejected) and 3 (valid): valid first, then the best others
TEST(ContentProposals, RegionsOfValidDetectionsGoFirst) {
  TinyTrace trace;
  with_image(trace)
      .put<float>("1_features/p2", {2, 1, 1}, {0, 1})
      .put<float>("3_roi_align/regions", {4, 2, 1, 1}, {0, 1, 10, 11, 20, 21, 30, 31})
      .put<std::int32_t>("4_box_head/proposals", {2, 3})
      .put<std::uint8_t>("5_iou_filter/keep", {0, 1});
  const PageContent content = content_of(trace, {.regions = 3});
  EXPECT_EQ(unpacked(content.pack, "3_roi_align/rows"), array_of<std::int32_t>({3}, {3, 2, 0}));
  EXPECT_EQ(unpacked(content.pack, "3_roi_align/regions"),
            array_of<float>({3, 2, 1, 1}, {30, 31, 20, 21, 0, 1}));
  EXPECT_EQ(reduced(content, "3_roi_align/regions", "rows")->of, 4U);
}

}  // namespace
}  // namespace mrcnn
