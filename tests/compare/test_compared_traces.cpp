#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/program/compare/compared_traces.hpp"

#include "tests/compare/tiny_trace.hpp"

namespace mrcnn {
namespace {

TEST(ComparedTraces, TheLabelNamesTheProgram) {
  TinyTrace trace;
  const std::string where = trace.folder().directory().string();
  EXPECT_EQ(ComparedTrace(trace.folder()).label(), where + ": another program's (no manifest)");
  trace.sign(saying(&Manifest::program, "torchvision 0.14"));
  EXPECT_EQ(ComparedTrace(trace.folder()).label(),
            where + ": another program's (torchvision 0.14)");
  trace.sign();
  EXPECT_EQ(ComparedTrace(trace.folder()).label(), where + ": mrcnn 0.1.0, host, im2col, fp32");
}

TEST(ComparedTraces, AListHasTheTypeAndColumnsOfItsElements) {
  TinyTrace trace;
  trace.put_boxes("2_proposals/boxes", {{1, 2, 3, 4}, {5, 6, 7, 8}});
  trace.put<std::int32_t>("4_box_head/candidates", {1, 2}, {7, 3});
  const ComparedTrace compared(trace.folder());
  ASSERT_EQ(compared.list<Box>("2_proposals/boxes")->size(), 2U);
  EXPECT_EQ(compared.list<Box>("2_proposals/boxes")->at(1).x2, 7);
  EXPECT_FALSE(compared.list<float>("2_proposals/boxes"));
  EXPECT_FALSE(compared.list<std::int32_t>("4_box_head/candidates"));
  using Pair = std::array<std::int32_t, 2>;
  EXPECT_EQ(compared.list<Pair>("4_box_head/candidates")->at(0), (Pair{7, 3}));
  EXPECT_FALSE(compared.list<Box>("4_box_head/boxes"));
}

TEST(ComparedTraces, TheSettingsAreThoseOfTheFirstManifestThatHasThem) {
  TinyTrace a;
  TinyTrace b;
  EXPECT_EQ(TracePair(a.folder(), b.folder()).config.proposals.nms_iou, Config{}.proposals.nms_iou);
  a.sign(with_settings({{"proposals", {{"nms_iou", 0.6}}}}));
  b.sign(with_settings({{"proposals", {{"nms_iou", 0.5}, {"min_size", 4}, {"unknown", 1}}}}));
  const Config config = TracePair(a.folder(), b.folder()).config;
  EXPECT_EQ(config.proposals.nms_iou, 0.6);
  EXPECT_EQ(config.proposals.min_size, 4.0F);
  EXPECT_EQ(config.detections.score_threshold, Config{}.detections.score_threshold);
}

TEST(ComparedTraces, AnArrayIsEditedIfTheManifestListsItOrRecordedAnother) {
  TinyTrace trace;
  trace.put<float>("2_proposals/scores", {1, 2}).put<float>("2_proposals/objectness", {3});
  Manifest manifest;
  for (const char* array : {"2_proposals/scores", "2_proposals/objectness"}) {
    manifest.arrays[array] = describe(trace.folder().read(array), "", "");
  }
  manifest.edited = {"2_proposals/objectness"};
  trace.sign(manifest);
  EXPECT_TRUE(ComparedTrace(trace.folder()).is_edited("2_proposals/objectness"));
  EXPECT_FALSE(ComparedTrace(trace.folder()).is_edited("2_proposals/scores"));
  trace.put<float>("2_proposals/scores", {1, 3});
  EXPECT_TRUE(ComparedTrace(trace.folder()).is_edited("2_proposals/scores"));
  EXPECT_FALSE(ComparedTrace(trace.folder()).is_edited("2_proposals/deltas"))
      << "the manifest does not know it";
}

TEST(ComparedTraces, TheRelationSaysHowTheRunsWereMade) {
  TinyTrace a;
  TinyTrace b;
  EXPECT_TRUE(TracePair(a.folder(), b.folder()).relation().other_program);
  a.sign();
  b.sign(saying(&Manifest::math, "tf32"));
  const Relation relation = TracePair(a.folder(), b.folder()).relation();
  EXPECT_FALSE(relation.other_program);
  EXPECT_FALSE(relation.other_backend);
  EXPECT_TRUE(relation.tf32);
}

TEST(ComparedTraces, ManifestsThatDifferAreNoted) {
  TinyTrace a;
  TinyTrace b;
  a.sign(saying(&Manifest::openblas_core, "Haswell"));
  Manifest manifest = saying(&Manifest::openblas_core, "Zen");
  manifest.edited = {"2_proposals/boxes"};
  b.sign(manifest);
  EXPECT_EQ(TracePair(a.folder(), b.folder()).notes(),
            (std::vector<std::string>{"openblas_core: Haswell against Zen",
                                      "2_proposals/boxes was edited in B"}));
}

}  // namespace
}  // namespace mrcnn
