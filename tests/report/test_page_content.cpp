#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/geometry/anchors.hpp"

#include "viz/report/page_content.hpp"

#include "tests/compare/tiny_trace.hpp"
#include "tests/report/unpacked.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

const std::vector<float> kSizes = {4};
const std::vector<float> kRatios = {1};

/// A photograph of 2 x 2 pixels and nothing else.
TinyTrace& with_photograph(TinyTrace& trace) {
  return trace.put<std::uint8_t>("0_image/image", {2, 2, 3}, std::vector<std::uint8_t>(12, 9));
}

PageContent content_of(const TinyTrace& trace, const PageBudget& budget = {}) {
  return page_content(trace.folder(), kSizes, kRatios, budget);
}

const Thinned* thinned(const PageContent& content, const std::string& array,
                       const std::string& rule) {
  for (const Thinned& t : content.thinned) {
    if (t.array == array && t.rule == rule) {
      return &t;
    }
  }
  return nullptr;
}

TEST(PageContent, APhotographAloneIsAPage) {
  TinyTrace trace;
  const PageContent content = content_of(with_photograph(trace));
  EXPECT_EQ(content.pack.parts().size(), 1U);
  EXPECT_TRUE(content.thinned.empty());
}

TEST(PageContent, WithoutAPhotographThereIsNone) {
  TinyTrace trace;
  trace.put<float>("2_proposals/scores", {1});
  EXPECT_NE(
      message_of<InputError>([&] { content_of(trace); }).find("0_image/image.npy: is missing"),
      std::string::npos);
}

TEST(PageContent, AnArrayOfAnotherTypeIsNamed) {
  TinyTrace trace;
  with_photograph(trace).put<float>("3_roi_align/levels", {1});
  EXPECT_NE(message_of<InputError>([&] { content_of(trace); }).find("3_roi_align/levels.npy"),
            std::string::npos);
}

TEST(PageContent, ALargePhotographIsShrunkAndItSaysSo) {
  TinyTrace trace;
  trace.put<std::uint8_t>("0_image/image", {2, 6, 3}, std::vector<std::uint8_t>(36, 9));
  const PageContent content = content_of(trace, {.photo_side = 3});
  EXPECT_EQ(unpacked(content.pack, "0_image/image").shape, (std::vector<std::size_t>{1, 3, 3}));
  ASSERT_NE(thinned(content, "0_image/image", "pixels"), nullptr);
  EXPECT_EQ(thinned(content, "0_image/image", "pixels")->of, 6U);
}

// channel 1 varies most in P2 and P3 together; both keep it, and only it
TEST(PageContent, AllLevelsKeepTheSameChannelsExactly) {
  TinyTrace trace;
  with_photograph(trace)
      .put<float>("1_features/p2", {2, 1, 2}, {0, 0.1F, /**/ 1.2345678F, 9})
      .put<float>("1_features/p3", {2, 1, 1}, {5, 6});
  const PageContent content = content_of(trace, {.channels = 1});
  EXPECT_EQ(unpacked(content.pack, "1_features/channels"), array_of<std::int32_t>({1}, {1}));
  EXPECT_EQ(unpacked(content.pack, "1_features/p2"), array_of<float>({1, 1, 2}, {1.2345678F, 9}));
  EXPECT_EQ(unpacked(content.pack, "1_features/p3"), array_of<float>({1, 1, 1}, {6}));
  ASSERT_NE(thinned(content, "1_features/p2", "channels"), nullptr);
  EXPECT_EQ(thinned(content, "1_features/p2", "channels")->kept, 1U);
}

TEST(PageContent, RegularAnchorsAreNotStored) {
  TinyTrace trace;
  with_photograph(trace)
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

TEST(PageContent, DeltasAreRoundedWhereThereAreManyButNotThoseOfCandidates) {
  TinyTrace trace;
  with_photograph(trace)
      .put<float>("2_proposals/deltas", {2, 4}, {0.1F, 0.2F, 0.3F, 0.4F, 0.5F, 0.6F, 0.7F, 0.8F})
      .put<std::int32_t>("2_proposals/candidate_anchors", {1});
  const Array exact = array_of<float>({1, 4}, {0.5F, 0.6F, 0.7F, 0.8F});
  const PageContent rough = content_of(trace, {.exact_deltas = 1});
  EXPECT_EQ(unpacked(rough.pack, "2_proposals/candidate_deltas"), exact);
  EXPECT_NE(unpacked(rough.pack, "2_proposals/deltas"), trace.folder().read("2_proposals/deltas"));
  EXPECT_NE(thinned(rough, "2_proposals/deltas", "digits"), nullptr);
  EXPECT_EQ(unpacked(content_of(trace).pack, "2_proposals/deltas"),
            trace.folder().read("2_proposals/deltas"));
}

TEST(PageContent, ACandidateOfNoAnchorIsAnError) {
  TinyTrace trace;
  with_photograph(trace)
      .put<float>("2_proposals/deltas", {1, 4}, {0, 0, 0, 0})
      .put<std::int32_t>("2_proposals/candidate_anchors", {7});
  EXPECT_NE(message_of<InputError>([&] { content_of(trace); }).find("names row 7"),
            std::string::npos);
}

// detections come from proposals 2 (turned down) and 3 (valid): valid first, then the best others
TEST(PageContent, RegionsOfValidDetectionsGoFirst) {
  TinyTrace trace;
  with_photograph(trace)
      .put<float>("1_features/p2", {2, 1, 1}, {0, 1})
      .put<float>("3_roi_align/regions", {4, 2, 1, 1}, {0, 1, 10, 11, 20, 21, 30, 31})
      .put<std::int32_t>("4_box_head/proposals", {2, 3})
      .put<std::uint8_t>("5_iou_filter/keep", {0, 1});
  const PageContent content = content_of(trace, {.regions = 3});
  EXPECT_EQ(unpacked(content.pack, "3_roi_align/rows"), array_of<std::int32_t>({3}, {3, 2, 0}));
  EXPECT_EQ(unpacked(content.pack, "3_roi_align/regions"),
            array_of<float>({3, 2, 1, 1}, {30, 31, 20, 21, 0, 1}));
  EXPECT_EQ(thinned(content, "3_roi_align/regions", "rows")->of, 4U);
}

// R = 2 proposals, K = 3 classes; row = proposal * 2 + class - 1
TEST(PageContent, CandidatesOfTheHeadBringTheDeltasOfTheirClass) {
  TinyTrace trace;
  std::vector<float> deltas;
  for (int i = 0; i < 2 * 12; ++i) {
    deltas.push_back(static_cast<float>(i));
  }
  with_photograph(trace)
      .put<std::int32_t>("4_box_head/suppressed_by", {-3, -1, 1, -3})
      .put<float>("4_box_head/candidate_scores", {0, 0.9F, 0.8F, 0})
      .put<std::int32_t>("4_box_head/candidates", {4, 2}, {0, 1, 0, 2, 1, 1, 1, 2})
      .put<float>("4_box_head/box_deltas", {2, 12}, deltas)
      .put_boxes("4_box_head/candidate_boxes", {{0, 0, 1, 1}, {0, 0, 2, 2}, {0, 0, 3, 3}, {}});
  const PageContent content = content_of(trace);
  EXPECT_EQ(unpacked(content.pack, "4_box_head/rows"), array_of<std::int32_t>({2}, {1, 2}));
  EXPECT_EQ(unpacked(content.pack, "4_box_head/candidate_deltas"),
            array_of<float>({2, 4}, {8, 9, 10, 11, 16, 17, 18, 19}));

  const PageContent one = content_of(trace, {.head_candidates = 1});  // the best score
  EXPECT_EQ(unpacked(one.pack, "4_box_head/rows"), array_of<std::int32_t>({1}, {1}));
}

// two masks of 1 x 3: 011 and 000
TEST(PageContent, TrueMasksAreRunLengths) {
  TinyTrace trace;
  with_photograph(trace).put<std::uint8_t>("5_iou_filter/truth_masks", {2, 1, 3},
                                           {0, 1, 1, 0, 0, 0});
  const PageContent content = content_of(trace);
  EXPECT_EQ(unpacked(content.pack, "5_iou_filter/truth_runs"),
            array_of<std::int32_t>({3}, {1, 2, 3}));
  EXPECT_EQ(unpacked(content.pack, "5_iou_filter/truth_run_starts"),
            array_of<std::int32_t>({3}, {0, 2, 3}));
}

}  // namespace
}  // namespace mrcnn
