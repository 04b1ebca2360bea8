#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "stages/program/evaluate/errors_json.hpp"

namespace mrcnn {
namespace {

TEST(ErrorsJson, NamesTheImageItsErrorsAndTheirKinds) {
  const CocoDataset truth = parse_coco(
      R"({"images": [{"id": 7, "file_name": "a.png", "width": 200, "height": 200}],
          "categories": [{"id": 1, "name": "ring"}],
          "annotations": [{"id": 1, "image_id": 7, "category_id": 1, "bbox": [0, 0, 10, 10]}]})",
      "truth");
  const EvaluationSet set = make_evaluation_set(
      truth,
      R"([{"image_id": 7, "category_id": 1, "bbox": [0, 0, 10, 10], "score": 0.9},
          {"image_id": 7, "category_id": 1, "bbox": [90, 0, 10, 10], "score": 0.8}])",
      "results");
  const auto json = errors_json(find_errors(set), set, truth);
  const nlohmann::json counts = {{"right", 1}, {"wrong class", 0}, {"badly placed", 0},
                                 {"both", 0},  {"duplicate", 0},   {"background", 1},
                                 {"missed", 0}};
  EXPECT_EQ(nlohmann::json(json["counts"]), counts);
  EXPECT_EQ(json["classes"], nlohmann::ordered_json({"ring"}));
  ASSERT_EQ(json["images"].size(), 1U);
  EXPECT_EQ(json["images"][0]["id"], 7);
  EXPECT_EQ(json["images"][0]["file"], "a.png");
  EXPECT_EQ(json["images"][0]["errors"], 1);
  EXPECT_EQ(nlohmann::json(json["images"][0]["counts"]), counts);
}

}  // namespace
}  // namespace mrcnn
