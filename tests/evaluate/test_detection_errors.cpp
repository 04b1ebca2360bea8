#include <gtest/gtest.h>

#include "stages/program/evaluate/detection_errors.hpp"

namespace mrcnn {
namespace {

using Counts = std::array<std::size_t, kErrorKinds>;

/// One image with a ring at (0, 0) and a star at (50, 0), both of 10 x 10 pixels.
const CocoDataset kTruth = parse_coco(
    R"({"images": [{"id": 7, "file_name": "a.png", "width": 200, "height": 200},
                   {"id": 8, "file_name": "b.png", "width": 200, "height": 200}],
        "categories": [{"id": 1, "name": "ring"}, {"id": 2, "name": "star"}],
        "annotations": [{"id": 1, "image_id": 8, "category_id": 1, "bbox": [0, 0, 10, 10]},
                        {"id": 2, "image_id": 8, "category_id": 2, "bbox": [50, 0, 10, 10]},
                        {"id": 3, "image_id": 8, "category_id": 1, "bbox": [100, 0, 90, 90], "iscrowd": 1}]})",
    "truth");

std::string found(int category, double x, double score) {
  return R"({"image_id": 8, "category_id": )" + std::to_string(category) + R"(, "bbox": [)" +
         std::to_string(x) + R"(, 0, 10, 10], "score": )" + std::to_string(score) + "}";
}

DetectionErrors errors_of(const std::string& results) {
  return find_errors(make_evaluation_set(kTruth, "[" + results + "]", "r"));
}

TEST(DetectionErrors, EveryKindByHand) {
  // shifted by 6: IoU 4 / 16 = 0.25
  EXPECT_EQ(errors_of(found(1, 0, 0.9)).counts, (Counts{1, 0, 0, 0, 0, 0, 1}));
  EXPECT_EQ(errors_of(found(2, 0, 0.9)).counts, (Counts{0, 1, 0, 0, 0, 0, 2}));
  EXPECT_EQ(errors_of(found(1, 6, 0.9)).counts, (Counts{0, 0, 1, 0, 0, 0, 2}));
  EXPECT_EQ(errors_of(found(2, 6, 0.9)).counts, (Counts{0, 0, 0, 1, 0, 0, 2}));
  EXPECT_EQ(errors_of(found(1, 0, 0.9) + "," + found(1, 1, 0.8)).counts,
            (Counts{1, 0, 0, 0, 1, 0, 1}));
  EXPECT_EQ(errors_of(found(1, 30, 0.9)).counts, (Counts{0, 0, 0, 0, 0, 1, 2}));
  EXPECT_EQ(errors_of(found(1, 120, 0.9)).counts, (Counts{0, 0, 0, 0, 0, 0, 2}));  // in the crowd
}

TEST(DetectionErrors, DetectionsBelowTheScoreOnlyCountInTheHistogram) {
  const DetectionErrors errors = errors_of(found(1, 0, 0.3));
  EXPECT_EQ(errors.counts, (Counts{0, 0, 0, 0, 0, 0, 2}));
  EXPECT_EQ(errors.scores_right[3], 1U);
  EXPECT_EQ(errors.ious, (std::array<std::size_t, kHistogramBins>{}));
}

TEST(DetectionErrors, TheWorstImageComesFirst) {
  const DetectionErrors errors = errors_of(found(1, 0, 0.9));
  ASSERT_EQ(errors.images.size(), 2U);
  EXPECT_EQ(errors.images[0].image, 1);
  EXPECT_EQ(errors.images[0].errors(), 1U);
  EXPECT_EQ(errors.images[1].errors(), 0U);
}

TEST(DetectionErrors, TheConfusionMatrixHasARowAndAColumnForNone) {
  const DetectionErrors errors =
      errors_of(found(2, 0, 0.9) + "," + found(2, 30, 0.8) + "," + found(1, 0, 0.1));
  EXPECT_EQ(errors.confusion,
            (std::vector<std::vector<std::size_t>>{{0, 1, 0}, {0, 0, 1}, {0, 1, 0}}));
}

// The star lies on the ring, which was found as a ring too. A ring in the crowd of rings does not
// count, a star there lies on no object.
TEST(DetectionErrors, TheConfusionMatrixShowsEveryNameOfAnObjectAndLeavesOutTheCrowd) {
  const DetectionErrors errors = errors_of(found(1, 0, 0.9) + "," + found(2, 0, 0.8) + "," +
                                           found(1, 120, 0.7) + "," + found(2, 140, 0.6));
  EXPECT_EQ(errors.confusion,
            (std::vector<std::vector<std::size_t>>{{1, 1, 0}, {0, 0, 1}, {0, 1, 0}}));
}

}  // namespace
}  // namespace mrcnn
