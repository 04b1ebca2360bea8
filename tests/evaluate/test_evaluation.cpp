#include <gtest/gtest.h>
#include <omp.h>

#include "common/error.hpp"

#include "stages/program/evaluate/evaluation.hpp"

namespace mrcnn {
namespace {

constexpr double kRounding = 1e-12;

const CocoDataset kTruth = parse_coco(
    R"({"images": [{"id": 1, "file_name": "a.png", "width": 200, "height": 200}],
        "categories": [{"id": 1, "name": "ring"}, {"id": 2, "name": "star"}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 10, 10], "area": 100},
                        {"id": 2, "image_id": 1, "category_id": 1, "bbox": [50, 0, 10, 10], "area": 100},
                        {"id": 3, "image_id": 1, "category_id": 1, "bbox": [90, 0, 9, 9], "iscrowd": 1,
                         "area": 81}]})",
    "truth");

Evaluation boxes(const std::string& results) {
  return evaluate(make_evaluation_set(kTruth, results, "r"), OverlapKind::bbox);
}

std::string ring(double x, double score) {
  return concat(R"({"image_id": 1, "category_id": 1, "bbox": [)", x, R"(, 0, 10, 10], "score": )",
                score, "}");
}

// right, wrong, right of 2: AP = (51 * 1 + 50 * 2/3) / 101 (docs/evaluation.md)
TEST(Evaluation, ApOfThreeDetectionsByHand) {
  const Evaluation evaluation =
      boxes("[" + ring(0, 0.9) + "," + ring(120, 0.8) + "," + ring(50, 0.7) + "]");
  const double expected = (51.0 + 50.0 * 2.0 / 3.0) / 101.0;
  EXPECT_NEAR(evaluation.stats[0], expected, kRounding);
  EXPECT_NEAR(evaluation.stats[1], expected, kRounding);
  EXPECT_NEAR(evaluation.stats[3], expected, kRounding);  // small
  EXPECT_EQ(evaluation.stats[4], -1.0);                   // no medium objects
  EXPECT_NEAR(evaluation.stats[6], 0.5, kRounding);       // AR with one detection
  EXPECT_NEAR(evaluation.stats[8], 1.0, kRounding);
}

TEST(Evaluation, NoDetectionsIsZeroAndNoObjectsIsMinusOne) {
  EXPECT_EQ(boxes("[]").stats[0], 0.0);
  const CocoDataset nothing =
      parse_coco(R"({"images": [], "categories": [], "annotations": []})", "t");
  const Evaluation empty = evaluate(make_evaluation_set(nothing, "[]", "r"), OverlapKind::bbox);
  for (const double value : empty.stats) {
    EXPECT_EQ(value, -1.0);
  }
}

TEST(Evaluation, ClassesComeByAscendingIdAndCrowdsAreNotCounted) {
  const Evaluation evaluation = boxes("[" + ring(0, 0.9) + "]");
  ASSERT_EQ(evaluation.classes.size(), 2U);
  EXPECT_EQ(evaluation.classes[0].category.name, "ring");
  EXPECT_EQ(evaluation.classes[0].truth, 2U);
  EXPECT_NEAR(average_precision(evaluation.classes[0].by_area[0]), 51.0 / 101.0, kRounding);
  EXPECT_NEAR(average_recall(evaluation.classes[0].by_area[0]), 0.5, kRounding);
  EXPECT_EQ(average_precision(evaluation.classes[1].by_area[0]), -1.0);
  EXPECT_EQ(average_recall(evaluation.classes[1].by_area[0]), -1.0);
}

TEST(Evaluation, TheNumberOfThreadsChangesNothing) {
  const std::string results = "[" + ring(0, 0.9) + "," + ring(3, 0.8) + "," + ring(52, 0.8) + "]";
  const int threads = omp_get_max_threads();
  omp_set_num_threads(1);
  const auto one = boxes(results).stats;
  omp_set_num_threads(7);
  EXPECT_EQ(boxes(results).stats, one);
  omp_set_num_threads(threads);
}

}  // namespace
}  // namespace mrcnn
