#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "stages/program/evaluate/proposal_coverage.hpp"

#include "tests/support/boxes.hpp"

namespace mrcnn {
namespace {

/// One object of 32 x 32 at (40, 40). The best anchor lies elsewhere, the second one beside the
/// object (IoU 1/3) and moves onto it; NMS leaves the second one's box only.
PipelineState<Host> one_object() {
  PipelineState<Host> state;
  state.input.original = state.input.resized = {256, 256};
  state.truth = {list<Box>({{40, 40, 72, 72}}), list<std::int32_t>({1})};
  state.rpn.anchors = list<Box>({{56, 40, 88, 72}, {100, 100, 132, 132}, {40, 40, 72, 72}});
  state.rpn.objectness = list<float>({1.0F, 2.0F, -1.0F});
  state.rpn.deltas = filled_tensor<float>({3, 4}, 0.0F);
  state.rpn.deltas(0, 0) = -0.5F;  // half a width to the left
  state.proposals.boxes = list<Box>({{40, 40, 72, 72}});
  return state;
}

TEST(ProposalCoverage, TheFirstCoveringBoxOfEachKindCounts) {
  ProposalCoverage coverage;
  coverage.add(one_object(), Config{});
  const auto found_from = [&](BoxSource source) {
    std::size_t n = 0;
    while (n < kProposalCounts.size() && coverage.recall(source, n) == 0.0) {
      ++n;
    }
    return kProposalCounts.at(n);
  };
  EXPECT_EQ(coverage.objects, 1U);
  EXPECT_EQ(found_from(BoxSource::anchors), 5U);    // the third anchor, so from N = 5 on
  EXPECT_EQ(found_from(BoxSource::decoded), 2U);    // the second one, moved
  EXPECT_EQ(found_from(BoxSource::proposals), 1U);  // the only one
}

TEST(ProposalCoverage, WithoutObjectsThereIsNoRecall) {
  EXPECT_EQ(ProposalCoverage{}.recall(BoxSource::anchors, 0), -1.0);
  EXPECT_EQ(coverage_json({})["recall"]["decoded"][0], -1.0);
}

TEST(ProposalCoverage, JsonAndTableShowTheRecallOfEveryCount) {
  ProposalCoverage coverage;
  coverage.add(one_object(), Config{});
  const auto json = coverage_json(coverage);
  EXPECT_EQ(json["counts"].size(), json["recall"]["anchors"].size());
  EXPECT_EQ(json["recall"]["decoded"][0], 0.0);
  EXPECT_EQ(json["recall"]["decoded"][1], 1.0);
  EXPECT_NE(coverage_text(coverage).find("       2    0.000    1.000      1.000\n"),
            std::string::npos)
      << coverage_text(coverage);
}

}  // namespace
}  // namespace mrcnn
