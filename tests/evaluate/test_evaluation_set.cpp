#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/program/evaluate/evaluation_set.hpp"

namespace mrcnn {
namespace {

CocoDataset truth_with(const std::string& annotations) {
  return parse_coco(R"({"images": [{"id": 9, "file_name": "b.png", "width": 4, "height": 4},
                                   {"id": 2, "file_name": "a.png", "width": 4, "height": 4}],
                        "categories": [{"id": 5, "name": "star"}, {"id": 3, "name": "ring"}],
                        "annotations": [)" +
                        annotations + "]}",
                    "truth");
}

const CocoDataset kNoObjects = truth_with("");

TEST(EvaluationSet, DetectionsAreSortedByClassThenImageThenScore) {
  const EvaluationSet set = make_evaluation_set(kNoObjects, R"([
      {"image_id": 9, "category_id": 5, "bbox": [0, 0, 1, 1], "score": 0.5},
      {"image_id": 2, "category_id": 5, "bbox": [0, 0, 2, 1], "score": 0.1},
      {"image_id": 2, "category_id": 5, "bbox": [0, 0, 3, 1], "score": 0.9},
      {"image_id": 2, "category_id": 5, "bbox": [0, 0, 4, 1], "score": 0.1},
      {"image_id": 9, "category_id": 3, "bbox": [0, 0, 5, 1], "score": 0.2}])",
                                                "r");
  EXPECT_EQ(set.categories.front().name, "ring");
  EXPECT_EQ(set.image_ids, (std::vector<std::int64_t>{2, 9}));
  std::vector<double> widths;
  for (const ScoredObject& object : set.detections) {
    widths.push_back(object.box[2]);
  }
  EXPECT_EQ(widths, (std::vector<double>{5, 3, 2, 4, 1}));
}

TEST(EvaluationSet, TheFirstResultDecidesWhoseAreasCount) {
  const std::string with_box =
      R"({"image_id": 2, "category_id": 3, "bbox": [0, 0, 4, 4], "score": 0.5,
          "segmentation": {"size": [4, 4], "counts": [0, 3, 13]}})";
  const std::string without = R"({"image_id": 2, "category_id": 3, "score": 0.6,
                                  "segmentation": {"size": [4, 4], "counts": [0, 2, 14]}})";
  const auto areas = [&](const std::string& list) {
    std::vector<double> result;
    for (const ScoredObject& object : make_evaluation_set(kNoObjects, list, "r").detections) {
      result.push_back(object.area);
    }
    return result;
  };
  EXPECT_EQ(areas("[" + with_box + "," + without + "]"), (std::vector<double>{2, 16}));
  EXPECT_EQ(areas("[" + without + "," + with_box + "]"), (std::vector<double>{2, 3}));
}

TEST(EvaluationSet, AMissingAreaIsTheMasksElseTheBoxs) {
  const EvaluationSet set = make_evaluation_set(truth_with(R"(
      {"id": 1, "image_id": 2, "category_id": 3, "bbox": [0, 0, 3, 3],
       "segmentation": {"size": [4, 4], "counts": [0, 5, 11]}},
      {"id": 2, "image_id": 2, "category_id": 3, "bbox": [0, 0, 3, 3]},
      {"id": 4, "image_id": 2, "category_id": 3, "bbox": [0, 0, 3, 3], "area": 7.5, "iscrowd": 1})"),
                                                "[]", "r");
  EXPECT_EQ(set.truth[0].area, 5.0);
  EXPECT_EQ(set.truth[1].area, 9.0);
  EXPECT_EQ(set.truth[2].area, 7.5);
  EXPECT_FALSE(set.truth[1].is_crowd);
  EXPECT_TRUE(set.truth[2].is_crowd);
}

TEST(EvaluationSet, UnknownCategoriesAndAnId0AreSaid) {
  const EvaluationSet set = make_evaluation_set(
      truth_with(R"({"id": 0, "image_id": 2, "category_id": 3, "bbox": [0, 0, 3, 3]})"),
      R"([{"image_id": 9, "category_id": 4, "bbox": [0, 0, 1, 1], "score": 0.5}])", "r.json");
  EXPECT_TRUE(set.detections.empty());
  ASSERT_EQ(set.warnings.size(), 2U);
  EXPECT_NE(set.warnings[0].find("id 0"), std::string::npos);
  EXPECT_NE(set.warnings[1].find(
                "r.json: 1 result of a category that the ground truth lacks, such as 4: ignored"),
            std::string::npos);
}

TEST(EvaluationSet, AMaskHasTheSizeOfItsImage) {
  EXPECT_THROW(make_evaluation_set(kNoObjects, R"([{"image_id": 9, "category_id": 3, "score": 1,
                   "segmentation": {"size": [2, 8], "counts": [16]}}])",
                                   "r"),
               InputError);
}

TEST(EvaluationSet, BoxesOfNegativeSizeAreSaid) {
  const EvaluationSet set = make_evaluation_set(
      kNoObjects, R"([{"image_id": 9, "category_id": 3, "bbox": [3, 0, -3, 4], "score": 0.5},
                      {"image_id": 9, "category_id": 3, "bbox": [3, 0, 0, 4], "score": 0.5}])",
      "r.json");
  EXPECT_EQ(set.detections.size(), 2U) << "pycocotools takes them";
  ASSERT_EQ(set.warnings.size(), 1U);
  EXPECT_EQ(set.warnings[0],
            "r.json: 1 box with a negative width or height; expected x, y, width, height");
}

TEST(EvaluationSet, CornersFractionsAndScoresInPercentAreSaid) {
  const auto warnings = [](const std::string& box, const std::string& score) {
    return make_evaluation_set(kNoObjects,
                               R"([{"image_id": 9, "category_id": 3, "bbox": )" + box +
                                   R"(, "score": )" + score + "}]",
                               "r.json")
        .warnings;
  };
  EXPECT_TRUE(warnings("[1, 1, 3, 3]", "1").empty());
  EXPECT_EQ(warnings("[2, 2, 3, 3]", "0.5"),
            std::vector<std::string>{"r.json: 1 box beyond the image; expected x, y, width, "
                                     "height, not corners"});
  EXPECT_EQ(warnings("[0.1, 0.2, 0.3, 0.4]", "0.5"),
            std::vector<std::string>{
                "r.json: no box reaches beyond 0 to 1; expected pixels, not fractions"});
  for (const char* score : {"97.5", "-2"}) {
    EXPECT_EQ(warnings("[1, 1, 3, 3]", score),
              std::vector<std::string>{"r.json: 1 score below 0 or above 1"});
  }
}

TEST(EvaluationSet, ResultsThatAreListedTwiceAreSaid) {
  const std::string one =
      R"({"image_id": 9, "category_id": 3, "bbox": [1, 1, 3, 3], "score": 0.5})";
  const std::string other =
      R"({"image_id": 2, "category_id": 3, "bbox": [1, 1, 3, 3], "score": 0.5})";
  EXPECT_TRUE(
      make_evaluation_set(kNoObjects, "[" + one + "," + other + "]", "r.json").warnings.empty());
  EXPECT_EQ(
      make_evaluation_set(kNoObjects, "[" + one + "," + other + "," + one + "]", "r.json").warnings,
      std::vector<std::string>{"r.json: 1 result repeats another, and counts once more"});
}

TEST(EvaluationSet, TrueObjectsOfAnUnknownImageOrCategoryAreIgnored) {
  const EvaluationSet set = make_evaluation_set(
      truth_with(R"({"id": 1, "image_id": 77, "category_id": 3, "bbox": [0, 0, 3, 3]},
                    {"id": 2, "image_id": 2, "category_id": 99, "bbox": [0, 0, 3, 3]},
                    {"id": 3, "image_id": 2, "category_id": 3, "bbox": [0, 0, 3, 3]})"),
      "[]", "r");
  ASSERT_EQ(set.truth.size(), 1U);
  EXPECT_EQ(set.truth[0].id, 3);
  ASSERT_EQ(set.warnings.size(), 1U);
}

TEST(EvaluationSet, ARepeatedOrWrongTrueObjectIsRefused) {
  const std::string good = R"({"id": 1, "image_id": 2, "category_id": 3, "bbox": [0, 0, 3, 3]})";
  EXPECT_THROW(make_evaluation_set(truth_with(good + "," + good), "[]", "r"), InputError);
  EXPECT_THROW(make_evaluation_set(
                   truth_with(R"({"id": 1, "image_id": 2, "category_id": 3, "bbox": [0, 0, 3]})"),
                   "[]", "r"),
               InputError);
}

TEST(EvaluationSet, AMissingBoxOfATrueObjectIsItsMasks) {
  const EvaluationSet set = make_evaluation_set(truth_with(R"({"id": 1, "image_id": 2,
      "category_id": 3, "segmentation": {"size": [4, 4], "counts": [5, 2, 9]}})"),
                                                "[]", "r");
  EXPECT_EQ(set.truth[0].box, (std::array<double, 4>{1, 1, 1, 2}));
}

TEST(RequireMasks, ABoxStandsInForAMissingMaskOfAResultOnly) {
  EvaluationSet set = make_evaluation_set(
      kNoObjects, R"([{"image_id": 9, "category_id": 3, "bbox": [1, 0, 2, 4], "score": 0.5}])",
      "r");
  EXPECT_FALSE(set.have_masks);
  require_masks(set, kNoObjects);
  EXPECT_EQ(set.detections[0].mask.counts, (std::vector<std::uint32_t>{4, 8, 4}));

  const CocoDataset truth =
      truth_with(R"({"id": 12, "image_id": 2, "category_id": 3, "bbox": [0, 0, 3, 3]})");
  EvaluationSet without = make_evaluation_set(truth, "[]", "r");
  EXPECT_THROW(require_masks(without, truth), InputError);
}

}  // namespace
}  // namespace mrcnn
