#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "stages/program/evaluate/missing_object_report.hpp"

#include "tests/evaluate/two_objects.hpp"

namespace mrcnn {
namespace {

/// A circle at (10, 20, 30, 40) that died at a step, with every detail that any step gives.
MissingObject lost_at(Death death) {
  MissingObject missing;
  missing.target = {{10, 20, 30, 40}, 1};
  missing.died_at = death;
  missing.sets = {{"anchors", 3}, {"candidates", 0}};
  missing.detail = LostMember{.array = "2_proposals/candidates",
                              .row = 7,
                              .iou = 0.625F,
                              .score = 0.25F,
                              .rank = 12,
                              .limit = 10,
                              .threshold = 0.5F,
                              .suppressor = 4,
                              .suppressor_iou = 0.75F,
                              .proposal = 5,
                              .other_label = 2,
                              .other_score = 0.875F};
  missing.best_anchor = {9, AnchorPlace{3, 1, 2, 0.5}, 0.625F};
  return missing;
}

// Rounded, both would read like the limit that they miss.
TEST(MissingObjectReport, ANumberNearItsLimitHasTheDecimalsThatTellThemApart) {
  MissingObject missing = lost_at(Death::score);
  missing.detail->iou = 0.5004F;
  missing.detail->score = 0.04996F;
  missing.detail->threshold = 0.05F;
  EXPECT_NE(missing_text(missing, two_classes())
                .find("candidate 7, IoU 0.5004 has score 0.04996, which must exceed 0.0500\n"),
            std::string::npos)
      << missing_text(missing, two_classes());
  missing.detail->score = 0.05F;
  EXPECT_NE(missing_text(missing, two_classes()).find("score 0.0500, which must exceed 0.0500\n"),
            std::string::npos);
}

TEST(MissingObjectReport, EveryDeathHasASentence) {
  const std::vector<std::pair<Death, std::string>> sentences = {
      {Death::anchors,
       "no decoded anchor overlaps it enough; the best is anchor 7, IoU 0.62 (P3, cell (1,2), "
       "ratio 0.5)"},
      {Death::top_k,
       "anchor 7, IoU 0.62 (P3, cell (1,2), ratio 0.5) had rank 12, counted from 0; the first 10 "
       "pass"},
      {Death::proposals_size, "candidate 7, IoU 0.62 is too small"},
      {Death::proposals_nms, "candidate 7, IoU 0.62 was suppressed by 4 at IoU 0.75"},
      {Death::proposals_limit,
       "candidate 7, IoU 0.62 had rank 12, counted from 0; the first 10 pass"},
      {Death::box, "the box head moved proposal 5 away: candidate 7, IoU 0.62"},
      {Death::score, "candidate 7, IoU 0.62 has score 0.2500, which must exceed 0.5000"},
      {Death::class_,
       "candidate 7, IoU 0.62 has score 0.2500; proposal 5 was taken for square with 0.8750"},
      {Death::detections_size, "candidate 7, IoU 0.62 is too small"},
      {Death::detections_nms, "candidate 7, IoU 0.62 was suppressed by 4 at IoU 0.75"},
      {Death::detections_limit,
       "candidate 7, IoU 0.62 had rank 12, counted from 0; the first 10 pass"},
      {Death::iou_filter, "detection 7, IoU 0.62 was found, but stage 5 rejected it"}};
  for (const auto& [death, sentence] : sentences) {
    EXPECT_EQ(missing_text(lost_at(death), two_classes()),
              "circle at (10.0 20.0 30.0 40.0): lost at " + name_of(death) + ": " + sentence +
                  "\nalive, with IoU >= 0.5: 3 anchors, 0 candidates\n");
  }
  EXPECT_EQ(missing_text(lost_at(Death::found), two_classes()),
            "circle at (10.0 20.0 30.0 40.0): found: detection 7, IoU 0.62, score 0.2500\n"
            "alive, with IoU >= 0.5: 3 anchors, 0 candidates\n");
}

TEST(MissingObjectReport, JsonNamesTheStepThatLostTheObjectWithItsDetails) {
  const auto json = missing_json(lost_at(Death::class_), two_classes());
  EXPECT_EQ(json.dump(),
            R"({"target":{"box":[10.0,20.0,30.0,40.0],"class":"circle"},"died_at":"class",)"
            R"("sets":{"anchors":3,"candidates":0},)"
            R"("detail":{"array":"2_proposals/candidates","row":7,"iou":0.625,"score":0.25,)"
            R"("rank":12,"limit":10,"threshold":0.5,"suppressor":4,"suppressor_iou":0.75,)"
            R"("proposal":5,"other_class":"square","other_score":0.875},)"
            R"("best_anchor":{"anchor":9,"level":3,"cell":[1,2],"iou":0.625}})");
}

TEST(MissingObjectReport, WhatTheStepDoesNotKnowIsLeftOutAndAnUnknownPlaceIsNull) {
  MissingObject missing = lost_at(Death::proposals_size);
  missing.detail.emplace();
  missing.detail->array = "2_proposals/candidates";
  missing.detail->row = 1;
  missing.detail->iou = 1.0F;
  missing.best_anchor.place.reset();
  const auto json = missing_json(missing, two_classes());
  EXPECT_EQ(json["detail"].size(), 3U) << json["detail"];
  EXPECT_TRUE(json["best_anchor"]["level"].is_null());
  EXPECT_TRUE(json["best_anchor"]["cell"].is_null());
  missing.died_at = Death::anchors;
  EXPECT_NE(missing_text(missing, two_classes()).find("the best is anchor 1, IoU 1.00\n"),
            std::string::npos);
}

TEST(MissingObjectReport, AClassNameNeverBreaksTheLine) {
  Config config = two_classes();
  config.classes[1] = "two\nlines";
  const std::string text = missing_text(lost_at(Death::found), config);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2) << text;
}

}  // namespace
}  // namespace mrcnn
