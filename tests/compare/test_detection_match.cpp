#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/program/compare/detection_match.hpp"

namespace mrcnn {
namespace {

/// Boxes of 100 x 100 pixels that do not touch.
DetectionList row_of_boxes(std::size_t count) {
  DetectionList list;
  for (std::size_t i = 0; i < count; ++i) {
    const float x = 200.0F * static_cast<float>(i);
    list.boxes.push_back({x, 0, x + 100, 100});
    list.scores.push_back(0.9F);
    list.labels.push_back(1);
  }
  return list;
}

std::size_t partners(const DetectionList& a, const DetectionList& b) {
  return match_detections(a, b).partners();
}

TEST(DetectionMatch, EqualListsArePartnersInAnyOrder) {
  const DetectionList a = row_of_boxes(3);
  DetectionList b = a;
  std::swap(b.boxes[0], b.boxes[2]);
  EXPECT_EQ(partners(a, b), 3U);
  EXPECT_TRUE(match_detections({}, {}).holds());
}

TEST(DetectionMatch, PartnersNeedTheSameClassAHighIouAndAScoreNearby) {
  const DetectionList a = row_of_boxes(1);
  DetectionList b = a;
  b.labels[0] = 2;
  EXPECT_EQ(partners(a, b), 0U);

  b = a;
  b.boxes[0].x2 = 100.9F;  // IoU 0.991
  EXPECT_EQ(partners(a, b), 1U);
  b.boxes[0].x2 = 101.2F;  // IoU 0.988
  EXPECT_EQ(partners(a, b), 0U);

  b = a;
  b.scores[0] = 0.9009F;
  EXPECT_EQ(partners(a, b), 1U);
  b.scores[0] = 0.902F;
  EXPECT_EQ(partners(a, b), 0U);
}

TEST(DetectionMatch, ARowHasOnePartnerAtMost) {
  const DetectionList a = row_of_boxes(1);
  DetectionList twice = row_of_boxes(2);
  twice.boxes[1] = twice.boxes[0];
  EXPECT_EQ(match_detections(twice, a).only_a.size(), 1U);
  EXPECT_EQ(match_detections(a, twice).only_b.size(), 1U);
}

TEST(DetectionMatch, OneInAHundredMayLackAPartnerOnEitherSide) {
  const auto without_last = [](const DetectionList& list, std::size_t missing) {
    return row_of_boxes(list.boxes.size() - missing);
  };
  const DetectionList fifty = row_of_boxes(50);
  EXPECT_TRUE(match_detections(fifty, without_last(fifty, 1)).holds());
  EXPECT_FALSE(match_detections(fifty, without_last(fifty, 2)).holds());
  EXPECT_FALSE(match_detections(without_last(fifty, 2), fifty).holds());
  const DetectionList many = row_of_boxes(300);
  EXPECT_TRUE(match_detections(many, without_last(many, 3)).holds());
  EXPECT_FALSE(match_detections(many, without_last(many, 4)).holds());
}

TEST(DetectionMatch, WhatIsNotFiniteHasNoPartner) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  DetectionList a = row_of_boxes(1);
  a.scores[0] = nan;
  EXPECT_EQ(partners(a, a), 0U);
  a = row_of_boxes(1);
  a.boxes[0].x1 = nan;
  EXPECT_EQ(partners(a, a), 0U);
}

TEST(DetectionMatch, ListsOfOneSideMustHaveOneLength) {
  DetectionList a = row_of_boxes(2);
  a.scores.pop_back();
  EXPECT_THROW(match_detections(a, row_of_boxes(2)), ShapeError);
}

}  // namespace
}  // namespace mrcnn
