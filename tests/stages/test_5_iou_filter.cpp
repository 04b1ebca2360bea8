#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/5_iou_filter/four_boxes.hpp"
#include "stages/5_iou_filter/iou_filter.hpp"

#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

using Marks = std::vector<std::uint8_t>;
using Rows = std::vector<std::int32_t>;

/// iou_filter() with ground truth that may be a temporary.
Detections<Host> filtered(const Detections<Host>& detections, const GroundTruth<Host>& truth,
                          const IouFilterParams& params = {}, IouFilterTrace<Host>* t = nullptr) {
  return iou_filter(detections, &truth, params, t);
}

/// Detections of label 1 with falling scores.
Detections<Host> detections_of(const std::vector<Box>& boxes) {
  Detections<Host> result{list(boxes), make_tensor<float>({boxes.size()}),
                          filled_tensor<std::int32_t>({boxes.size()}, 1)};
  for (std::size_t d = 0; d < boxes.size(); ++d) {
    result.scores(d) = 0.9F - 0.1F * static_cast<float>(d);
  }
  return result;
}

GroundTruth<Host> truth_of(const std::vector<Box>& boxes, Rows labels = {}) {
  labels.resize(boxes.size(), 1);
  return {list(boxes), list(labels)};
}

// One true box of 10 x 10 and four proposals, shifted to the right by s:
// IoU = (10 - s) / (10 + s) for s = 6, 4, 3, 1
//
//      true     ==========
//      s = 6          ==========     0.25   rejected
//      s = 4        ==========       0.43   rejected
//      s = 3       ==========        0.54   valid
//      s = 1     ==========          0.82   valid
TEST(IouFilter, OfFourProposalsTheTwoThatOverlapByHalfAreValid) {
  const Detections<Host> four =
      detections_of({{6, 0, 16, 10}, {4, 0, 14, 10}, {3, 0, 13, 10}, {1, 0, 11, 10}});
  IouFilterTrace<Host> t;
  const Detections<Host> kept = filtered(four, truth_of({{0, 0, 10, 10}}), {}, &t);
  expect_close(t.iou, HostTensor<float, 2>{{4.0F / 16}, {6.0F / 14}, {7.0F / 13}, {9.0F / 11}},
               1e-7);
  EXPECT_EQ(values(t.keep), (Marks{0, 0, 1, 1}));
  EXPECT_EQ(values(t.best_truth), (Rows{0, 0, 0, 0}));
  EXPECT_EQ(values(kept.boxes), (std::vector<Box>{{3, 0, 13, 10}, {1, 0, 11, 10}}));
  EXPECT_EQ(values(kept.scores), (std::vector<float>{four.scores(2), four.scores(3)}));
  EXPECT_EQ(values(kept.labels), (Rows{1, 1}));
}

// The example of the lesson and of the demo. Truth: 100 x 100.
//   shares 90 x 100, covers 10000 + 10000 - 9000     9 / 11  valid
//   shares 100 x 80, covers 10000 + 12000 - 8000     4 / 7   valid
//   shares 50 x 100, covers 10000 + 10000 - 5000     1 / 3   rejected
//   shares 20 x 20,  covers 10000 + 6400 - 400       1 / 40  rejected
TEST(IouFilter, OfTheFourBoxesOfTheLessonTheFirstTwoAreValid) {
  const FourBoxes example;
  IouFilterTrace<Host> t;
  const Detections<Host> kept = iou_filter(example.proposed, &example.truth, {}, &t);
  expect_close(t.iou, HostTensor<float, 2>{{9.0F / 11}, {4.0F / 7}, {1.0F / 3}, {1.0F / 40}}, 1e-7);
  EXPECT_EQ(values(t.keep), (Marks{1, 1, 0, 0}));
  EXPECT_EQ(values(kept.boxes), (std::vector<Box>{{50, 40, 150, 140}, {40, 60, 140, 180}}));
}

TEST(IouFilter, ExactlyHalfIsValid) {
  const auto kept =
      filtered(detections_of({{0, 0, 10, 5}, {0, 0, 10, 4.99F}}), truth_of({{0, 0, 10, 10}}));
  EXPECT_EQ(values(kept.boxes), (std::vector<Box>{{0, 0, 10, 5}}));
}

TEST(IouFilter, TheFirstTruthWinsATieAndTheBestOneOtherwise) {
  IouFilterTrace<Host> t;
  filtered(detections_of({{0, 0, 10, 10}, {20, 0, 30, 10}}),
           truth_of({{0, 0, 10, 5}, {0, 5, 10, 10}, {20, 0, 30, 6}, {20, 0, 30, 9}}), {}, &t);
  EXPECT_EQ(values(t.best_truth), (Rows{0, 3}));
  EXPECT_EQ(values(t.best_iou), (std::vector<float>{0.5F, 0.9F}));
}

TEST(IouFilter, TheBestTruthIsNamedEvenBelowTheThresholdAndNoneWithoutOverlap) {
  IouFilterTrace<Host> t;
  filtered(detections_of({{9, 0, 19, 10}, {50, 50, 60, 60}}), truth_of({{0, 0, 10, 10}}), {}, &t);
  EXPECT_EQ(values(t.best_truth), (Rows{0, -1}));
  EXPECT_EQ(values(t.keep), (Marks{0, 0}));
  EXPECT_EQ(t.best_iou(1), 0.0F);
}

TEST(IouFilter, ClassesAreReportedButDoNotCount) {
  IouFilterTrace<Host> t;
  const auto kept = filtered(detections_of({{0, 0, 10, 10}, {20, 0, 30, 10}, {50, 50, 60, 60}}),
                             truth_of({{0, 0, 10, 10}, {20, 0, 30, 10}}, {7, 1}), {}, &t);
  EXPECT_EQ(values(t.class_matches), (Marks{0, 1, 0}));
  EXPECT_EQ(values(t.keep), (Marks{1, 1, 0}));
  EXPECT_EQ(kept.boxes.size(), 2U);
}

TEST(IouFilter, SeveralDetectionsMayMatchOneTruth) {
  EXPECT_EQ(filtered(detections_of({{0, 0, 10, 10}, {0, 0, 10, 9}, {0, 0, 10, 8}}),
                     truth_of({{0, 0, 10, 10}}))
                .boxes.size(),
            3U);
}

TEST(IouFilter, WithoutTruthEverythingPassesAndOnlyKeepIsSet) {
  const Detections<Host> all = detections_of({{0, 0, 10, 10}, {5, 5, 6, 6}});
  IouFilterTrace<Host> t;
  const Detections<Host> kept = iou_filter(all, nullptr, {}, &t);
  EXPECT_EQ(values(kept.boxes), values(all.boxes));
  EXPECT_EQ(values(kept.scores), values(all.scores));
  EXPECT_EQ(values(kept.labels), values(all.labels));
  EXPECT_EQ(values(t.keep), (Marks{1, 1}));
  EXPECT_EQ(t.iou.size() + t.best_iou.size() + t.best_truth.size() + t.class_matches.size(), 0U);
}

TEST(IouFilter, WithoutTrueObjectsNothingPassesWhateverTheThreshold) {
  for (const float min_iou : {0.5F, 0.0F}) {
    IouFilterTrace<Host> t;
    const auto kept =
        filtered(detections_of({{0, 0, 10, 10}}), truth_of({}), {.min_iou = min_iou}, &t);
    EXPECT_EQ(kept.boxes.size(), 0U);
    EXPECT_EQ(t.iou.shape(), (std::array<std::size_t, 2>{1, 0}));
    EXPECT_EQ(values(t.best_truth), (Rows{-1}));
    EXPECT_EQ(values(t.keep), (Marks{0}));
  }
}

TEST(IouFilter, AThresholdOfZeroKeepsAllOnceThereIsATrueObject) {
  EXPECT_EQ(
      filtered(detections_of({{50, 50, 60, 60}}), truth_of({{0, 0, 10, 10}}), {.min_iou = 0.0F})
          .boxes.size(),
      1U);
}

TEST(IouFilter, DegenerateAndNonFiniteBoxesAreNotValid) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  IouFilterTrace<Host> t;
  filtered(detections_of({{0, 0, 10, 10}, {3, 3, 3, 3}, {nan, 0, 10, 10}}),
           truth_of({{0, 0, 10, 10}, {3, 3, 3, 3}, {0, nan, 10, 10}}), {}, &t);
  EXPECT_EQ(values(t.keep), (Marks{1, 0, 0}));
  EXPECT_EQ(values(t.best_truth), (Rows{0, -1, -1}));
}

TEST(IouFilter, NoDetectionsGiveNone) {
  IouFilterTrace<Host> t;
  EXPECT_EQ(filtered(detections_of({}), truth_of({{0, 0, 1, 1}}), {}, &t).boxes.size(), 0U);
  EXPECT_EQ(t.iou.shape(), (std::array<std::size_t, 2>{0, 1}));
  EXPECT_EQ(iou_filter(detections_of({}), nullptr).boxes.size(), 0U);
}

TEST(IouFilter, ListsOfDifferentLengthsAreNamed) {
  Detections<Host> broken = detections_of({{0, 0, 1, 1}});
  broken.scores = list<float>({});
  EXPECT_EQ(message_of<ShapeError>([&] { iou_filter(broken, nullptr); }),
            "iou_filter: detections.scores has 0 rows, expected 1 like detections.boxes");
  GroundTruth<Host> truth = truth_of({{0, 0, 1, 1}});
  truth.labels = list<std::int32_t>({1, 2});
  EXPECT_EQ(message_of<ShapeError>([&] { iou_filter(detections_of({}), &truth); }),
            "iou_filter: truth.labels has 2 rows, expected 1 like truth.boxes");
}

}  // namespace
}  // namespace mrcnn
