#include <gtest/gtest.h>

#include "tests/report/tiny_content.hpp"

namespace mrcnn {
namespace {

// R = 2 proposals, K = 3 classes; row = proposal * 2 + class - 1
TEST(ContentDetections, CandidatesOfTheHeadBringTheDeltasOfTheirClass) {
  TinyTrace trace;
  std::vector<float> deltas;
  for (int i = 0; i < 2 * 12; ++i) {
    deltas.push_back(static_cast<float>(i));
  }
  with_image(trace)
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
TEST(ContentDetections, TrueMasksAreRunLengths) {
  TinyTrace trace;
  with_image(trace).put<std::uint8_t>("5_iou_filter/truth_masks", {2, 1, 3}, {0, 1, 1, 0, 0, 0});
  const PageContent content = content_of(trace);
  EXPECT_EQ(unpacked(content.pack, "5_iou_filter/truth_runs"),
            array_of<std::int32_t>({3}, {1, 2, 3}));
  EXPECT_EQ(unpacked(content.pack, "5_iou_filter/truth_run_starts"),
            array_of<std::int32_t>({3}, {0, 2, 3}));
}

}  // namespace
}  // namespace mrcnn
