#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "stages/program/evaluate/detection_story_report.hpp"

#include "tests/evaluate/two_objects.hpp"

namespace mrcnn {
namespace {

/// A detection of which the trace knows nothing but box, class and score.
DetectionStory bare_story() {
  DetectionStory story;
  story.row = 3;
  story.label = 1;
  story.score = 0.875F;
  story.box = {10, 20, 30, 40};
  return story;
}

/// Every step: an anchor of 16 x 8 pixels at (8, 12) is moved by half a width and made e^0.5 times
/// as high, then refined by dx 1 / 10.
DetectionStory whole_story() {
  DetectionStory story = bare_story();
  ProposalStory& proposal = story.proposal.emplace();
  proposal.row = 4;
  proposal.anchor = 7;
  proposal.place = AnchorPlace{2, 3, 2, 0.5};
  proposal.size = 16.0F;
  proposal.anchor_box = {0, 8, 16, 16};
  proposal.objectness_logit = 0.0F;
  proposal.deltas = {0.5F, 0.0F, 0.0F, 0.5F};
  proposal.rank = 5;
  proposal.suppressed = {8};
  story.roi_level = 2;
  story.box_before = Box{0, 0, 32, 8};
  story.deltas = BoxDelta{1.0F, 0.0F, 0.0F, 0.0F};
  story.top_classes = {{1, 0.875F}, {0, 0.125F}};
  story.suppressed = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  story.truth = MatchedTruth{2, 0.75F, 1};
  story.mask_area = 200;
  story.mask_iou = 0.5;
  return story;
}

// sqrt(32 * 8) = 16, 4 + log2(16 / 224) = 0.19; e^0.5 * 8 = 13.19.
TEST(DetectionStoryReport, TheTextFollowsTheStepsWithTheirArithmetic) {
  EXPECT_EQ(story_text(whole_story(), two_classes()),
            "detection 3: circle 0.8750 at (10.0 20.0 30.0 40.0)\n"
            "stage 2  anchor 7 = P2, cell (3,2), ratio 0.5, size 16, (0.0 8.0 16.0 16.0)\n"
            "    objectness 0.00 = probability 0.5000, rank 5 of its level\n"
            "    x: center 8.00 + 0.5000 * 16.00 = 16.00, width  16.00 * e^0.0000 = 16.00\n"
            "    y: center 12.00 + 0.0000 * 8.00 = 12.00, height 8.00 * e^0.5000 = 13.19\n"
            "    became proposal 4, suppressed 1 other: row 8\n"
            "stage 3  RoI read from P2: sqrt(32.00 * 8.00) = 16.00, 4 + log2(16.00 / 224) = 0.19\n"
            "stage 4  circle 0.8750, background 0.1250\n"
            "    (0.0 0.0 32.0 8.0) refined:\n"
            "    x: center 16.00 + 0.1000 * 32.00 = 19.20, width  32.00 * e^0.0000 = 32.00\n"
            "    y: center 4.00 + 0.0000 * 8.00 = 4.00, height 8.00 * e^0.0000 = 8.00\n"
            "    (10.0 20.0 30.0 40.0), suppressed 9 others: rows 1, 2, 3, 4, 5, 6, 7, 8, ...\n"
            "stage 5  IoU 0.7500 with true object 2, circle\n"
            "stage 6  mask of 200 pixels, mask IoU 0.5000\n");
}

TEST(DetectionStoryReport, WhatTheTraceLacksHasNoLine) {
  EXPECT_EQ(story_text(bare_story(), two_classes()),
            "detection 3: circle 0.8750 at (10.0 20.0 30.0 40.0)\n"
            "stage 2  the trace does not say where its proposal came from\n");
}

TEST(DetectionStoryReport, ScalesAreShownAsTheDecoderLimitsThem) {
  DetectionStory story = whole_story();
  story.proposal->deltas.dw = 9.0F;  // the limit is ln(1000 / 16)
  EXPECT_NE(story_text(story, two_classes()).find("width  16.00 * e^4.1352 = 1000.00\n"),
            std::string::npos)
      << story_text(story, two_classes());
  Config config = two_classes();
  config.proposals.conventions.max_log_scale = 0.0F;  // none
  EXPECT_NE(story_text(story, config).find("width  16.00 * e^9.0000 = 129649.34\n"),
            std::string::npos)
      << story_text(story, config);
}

TEST(DetectionStoryReport, ABoxWithoutExtentReadsTheLowestLevel) {
  DetectionStory story = whole_story();
  story.box_before = Box{5, 5, 5, 5};
  EXPECT_NE(story_text(story, two_classes()).find("log2(0.00 / 224) = -inf\n"), std::string::npos);
}

TEST(DetectionStoryReport, JsonHasEveryFieldAndNullForWhatIsNotKnown) {
  EXPECT_EQ(story_json(whole_story(), two_classes()).dump(),
            R"({"detection":{"row":3,"class":"circle","score":0.875,"box":[10.0,20.0,30.0,40.0]},)"
            R"("proposal":{"row":4,"anchor":7,"level":2,"cell":[3,2],"ratio":0.5,"size":16.0,)"
            R"("objectness_logit":0.0,"deltas":[0.5,0.0,0.0,0.5],"rank":5,"suppressed":[8]},)"
            R"("roi_level":2,"top_classes":[{"name":"circle","probability":0.875},)"
            R"({"name":"background","probability":0.125}],"box_before":[0.0,0.0,32.0,8.0],)"
            R"("suppressed":[1,2,3,4,5,6,7,8,9],"truth":{"row":2,"iou":0.75},"mask_area":200,)"
            R"("mask_iou":0.5})");
  EXPECT_EQ(story_json(bare_story(), two_classes()).dump(),
            R"({"detection":{"row":3,"class":"circle","score":0.875,)"
            R"("box":[10.0,20.0,30.0,40.0]},"proposal":null,"roi_level":null,"top_classes":[],)"
            R"("box_before":null,"suppressed":[],"truth":null,"mask_area":null,"mask_iou":null})");
}

TEST(DetectionStoryReport, AnAnchorOfUnknownPlaceHasNullForIt) {
  DetectionStory story = whole_story();
  story.proposal->place.reset();
  story.proposal->size.reset();
  const auto json = story_json(story, two_classes());
  for (const char* field : {"level", "cell", "ratio", "size"}) {
    EXPECT_TRUE(json["proposal"][field].is_null()) << field;
  }
  EXPECT_NE(story_text(story, two_classes()).find("anchor 7, (0.0 8.0 16.0 16.0)\n"),
            std::string::npos);
}

}  // namespace
}  // namespace mrcnn
