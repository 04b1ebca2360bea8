#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/pipeline/trace_counts.hpp"

#include "tests/compare/tiny_trace.hpp"

namespace mrcnn {
namespace {

std::string complaint(const TinyTrace& trace) {
  const std::string message = message_of<InputError>([&] { check_counts(trace.folder()); });
  const std::string directory = trace.folder().directory().string() + "/";
  return message.starts_with(directory) ? message.substr(directory.size()) : message;
}

TEST(TraceCounts, ArraysThatGoTogetherAreFine) {
  TinyTrace trace;
  EXPECT_NO_THROW(check_counts(trace.folder()));
  trace.put<float>("4_box_head/class_logits", {1, 3}, {1, 2, 3});
  trace.put<float>("4_box_head/box_deltas", {1, 12}, std::vector<float>(12));
  trace.put<std::int32_t>("4_box_head/candidates", {2, 2}, {0, 1, 0, 2});
  trace.put<std::uint8_t>("5_iou_filter/keep", {1, 0, 1});
  trace.put_boxes("5_iou_filter/boxes", {{0, 0, 1, 1}, {0, 0, 2, 2}});
  EXPECT_NO_THROW(check_counts(trace.folder()));
}

TEST(TraceCounts, ListsOfOneThingMustHaveOneLength) {
  TinyTrace trace;
  trace.put_boxes("2_proposals/boxes", {{0, 0, 1, 1}});
  trace.put<float>("2_proposals/scores", {1, 2});
  EXPECT_EQ(complaint(trace),
            "2_proposals/scores.npy: counts contradict, expected 1 in axis 0 to go with "
            "2_proposals/boxes, got (2,)");
}

TEST(TraceCounts, ABoxHasFourCorners) {
  TinyTrace trace;
  trace.put<float>("2_proposals/boxes", {4, 2}, std::vector<float>(8));
  EXPECT_EQ(complaint(trace),
            "2_proposals/boxes.npy: axis 1 has the wrong size, expected 4, got (4, 2)");
}

TEST(TraceCounts, AnArrayHasItsNumberOfAxes) {
  TinyTrace trace;
  trace.put<float>("1_features/p2", {2, 2}, std::vector<float>(4));
  EXPECT_EQ(complaint(trace), "1_features/p2.npy: wrong number of axes, expected 3, got (2, 2)");
}

TEST(TraceCounts, ThereAreFourDeltasForEveryClass) {
  TinyTrace trace;
  trace.put<float>("4_box_head/class_logits", {1, 3}, {1, 2, 3});
  trace.put<float>("4_box_head/box_deltas", {1, 8}, std::vector<float>(8));
  EXPECT_EQ(complaint(trace),
            "4_box_head/box_deltas.npy: counts contradict, expected 12 in axis 1 to go with "
            "4_box_head/class_logits, got (1, 8)");
  trace.put<float>("4_box_head/box_deltas", {1, 7}, std::vector<float>(7));
  EXPECT_EQ(complaint(trace),
            "4_box_head/box_deltas.npy: axis 1 has the wrong size, expected a multiple of 4, got "
            "(1, 7)");
}

TEST(TraceCounts, EveryProposalAndClassIsACandidate) {
  TinyTrace trace;
  trace.put<float>("4_box_head/class_logits", {2, 3}, std::vector<float>(6));
  trace.put<float>("4_box_head/candidate_scores", {1, 2, 3});
  EXPECT_EQ(complaint(trace),
            "4_box_head/candidate_scores.npy: counts contradict, expected 4 rows, one per proposal "
            "and class, got 3");
}

TEST(TraceCounts, AsManyDetectionsAreLeftAsFlagsAreSet) {
  TinyTrace trace;
  trace.put<std::uint8_t>("5_iou_filter/keep", {1, 0, 1});
  trace.put<float>("5_iou_filter/scores", {1});
  EXPECT_EQ(complaint(trace),
            "5_iou_filter/scores.npy: counts contradict, expected 2 rows, as many as "
            "5_iou_filter/keep has set, got 1");
}

}  // namespace
}  // namespace mrcnn
