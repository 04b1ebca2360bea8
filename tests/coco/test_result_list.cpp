#include <gtest/gtest.h>

#include "common/coco/result_list.hpp"
#include "common/error.hpp"

#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

/// With images 7 and 9, and one called "night".
CocoDataset truth() {
  return parse_coco(R"({"images": [{"id": 7, "file_name": "a.png"}, {"id": 9, "file_name": "b.png"},
                                   {"id": "night", "file_name": "c.png"}],
                        "categories": [{"id": "owl", "name": "owl"}], "annotations": []})",
                    "t.json");
}

std::vector<CocoResult> read(const std::string& text) {
  std::vector<CocoResult> results;
  for_each_result(text, truth(), "r.json", [&](CocoResult result, std::size_t index) {
    EXPECT_EQ(index, results.size());
    results.push_back(std::move(result));
  });
  return results;
}

TEST(ResultList, TextsAreThoseOfTheGroundTruth) {
  const auto results =
      read(R"([{"image_id": "night", "category_id": "owl", "score": 1, "bbox": [0, 0, 1, 1]}])");
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].image_id, -1);
  EXPECT_EQ(results[0].category_id, -1);
}

std::string refusal(const std::string& text) {
  return message_of<InputError>([&] { read(text); });
}

TEST(ResultList, ReadsBoxesAndBothFormsOfRunLengths) {
  const auto results = read(R"([
    {"image_id": 7, "category_id": 3, "bbox": [1, 2.5, 3, 4], "score": 0.25, "extra": {"a": [1]}},
    {"image_id": 9, "category_id": 1, "score": 1, "segmentation": {"size": [2, 2], "counts": [1, 3]}},
    {"image_id": 9, "category_id": 1, "score": 1, "bbox": [], "segmentation": {"size": [2, 2], "counts": "13"}},
    {"image_id": 7, "category_id": 3, "score": 0, "segmentation": [[0, 0, 2, 0, 2, 2]]}])");
  ASSERT_EQ(results.size(), 4U);
  EXPECT_EQ(results[0].image_id, 7);
  EXPECT_EQ(results[0].category_id, 3);
  EXPECT_EQ(results[0].score, 0.25);
  EXPECT_EQ(results[0].bbox, (std::array<double, 4>{1, 2.5, 3, 4}));
  EXPECT_TRUE(std::holds_alternative<std::monostate>(results[0].segmentation));
  EXPECT_FALSE(results[1].bbox.has_value());
  EXPECT_EQ(std::get<Rle>(results[1].segmentation).counts, (std::vector<std::uint32_t>{1, 3}));
  EXPECT_EQ(results[1].segmentation, results[2].segmentation);
  EXPECT_TRUE(std::holds_alternative<std::vector<Polygon>>(results[3].segmentation));
}

TEST(ResultList, IdsMayBeWholeFloatingPointNumbersAndNullMeansMissing) {
  const auto results = read(R"([{"image_id": 7.0, "category_id": 3.0, "bbox": [0, 0, 1, 1],
                                 "score": 0.5, "segmentation": null}])");
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].image_id, 7);
  EXPECT_EQ(results[0].category_id, 3);
}

// As in the predictions.json of YOLO's programs.
TEST(ResultList, AnImageMayBeNamedByItsFile) {
  const auto results = read(
      R"([{"image_id": "b.png", "category_id": 1, "score": 1, "bbox": [0, 0, 1, 1]},
          {"image_id": "a", "category_id": 1, "score": 1, "bbox": [0, 0, 1, 1]},
          {"image_id": "9", "category_id": 1, "score": 1, "bbox": [0, 0, 1, 1]}])");
  ASSERT_EQ(results.size(), 3U);
  EXPECT_EQ(results[0].image_id, 9);
  EXPECT_EQ(results[1].image_id, 7);
  EXPECT_EQ(results[2].image_id, 9);
  EXPECT_EQ(refusal(R"([{"image_id": "d.png", "category_id": 1, "score": 1, "bbox": []}])"),
            R"(r.json: [0]: image_id: expected a whole number, got "d.png")");
}

TEST(ResultList, AFileNameOfSeveralImagesNamesNone) {
  const CocoDataset dataset = parse_coco(
      R"({"images": [{"id": 7, "file_name": "x/a.png"}, {"id": 9, "file_name": "y/a.png"}],
                     "categories": [], "annotations": []})",
      "t.json");
  EXPECT_EQ(message_of<InputError>([&] {
              for_each_result(R"([{"image_id": "a.png"}])", dataset, "r.json",
                              [](const CocoResult&, std::size_t) {});
            }),
            R"(r.json: [0]: image_id: expected a whole number, got "a.png")");
}

TEST(ResultList, AListInsideAnObjectAndOneObjectALineAreSaidWithTheCommand) {
  const std::string one = R"({"image_id": 7, "category_id": 1, "score": 1, "bbox": [0, 0, 1, 1]})";
  EXPECT_EQ(
      refusal(R"({"info": 1, "predictions": [)" + one + "]}"),
      "r.json: expected a list of results, got an object; its list \"predictions\" looks like "
      "results: jq '.[\"predictions\"]' r.json > results.json");
  EXPECT_EQ(refusal(R"({"7": [)" + one + R"(], "9": [)" + one + "]}"),
            "r.json: expected a list of results, got an object; its lists \"7\", ... look like "
            "results: jq '[.[][]]' r.json > results.json");
  EXPECT_EQ(refusal(one + "\n" + one + "\n"),
            "r.json: has a JSON object on each line, expected a list of results: jq -s . r.json > "
            "results.json");
}

TEST(ResultList, WrongFieldsAreNamedWithTheirEntry) {
  const std::string good = R"({"image_id": 7, "category_id": 1, "score": 1, "bbox": [0, 0, 1, 1]})";
  const auto second = [&](const std::string& entry) {
    return refusal("[" + good + "," + entry + "]");
  };
  EXPECT_EQ(second(R"({"image_id": 7, "category_id": 1, "score": "0.9", "bbox": [0, 0, 1, 1]})")
                .substr(0, 28),
            "r.json: [1]: score: expected");
  EXPECT_EQ(second(R"({"image_id": 8, "category_id": 1, "score": 1, "bbox": [0, 0, 1, 1]})"),
            "r.json: [1]: image_id: expected the id of an image of the ground truth, got 8");
  EXPECT_EQ(second(R"({"image_id": 7, "category_id": "cat", "score": 1, "bbox": [0, 0, 1, 1]})"),
            R"(r.json: [1]: category_id: expected a whole number, got "cat")");
  EXPECT_EQ(second(R"({"image_id": 7.5, "category_id": 1, "score": 1, "bbox": [0, 0, 1, 1]})"),
            "r.json: [1]: image_id: expected a whole number, got 7.5");
  EXPECT_EQ(second(R"({"image_id": 7, "category_id": 1, "score": 1})"),
            "r.json: [1]: bbox: expected a box or a segmentation, got neither");
  EXPECT_EQ(second(R"({"image_id": 7, "category_id": 1, "score": 1, "bbox": [0, 0, 1]})"),
            "r.json: [1]: bbox: expected x, y, width, height, got [0,0,1]");
  EXPECT_EQ(second(R"({"image_id": 7, "category_id": 1, "score": 1, "bbox": ["0", 0, 1, 1]})"),
            R"(r.json: [1]: bbox[0]: expected a number, got "0")");
  EXPECT_EQ(second("7"), "r.json: [1]: expected an object, got 7");
}

// As Python's json.dump writes them.
TEST(ResultList, NaNAndInfinityAreNamedWithTheirEntry) {
  const auto refused = [](const std::string& score, const std::string& bbox) {
    return refusal(R"([{"image_id": 7, "category_id": 1, "score": )" + score + R"(, "bbox": )" +
                   bbox + "}]");
  };
  const std::string reason = "expected a number, got null";
  EXPECT_EQ(refused("NaN", "[0, 0, 1, 1]"), "r.json: [0]: score: " + reason);
  EXPECT_EQ(refused("1", "[0, 0, -Infinity, 1]"), "r.json: [0]: bbox[2]: " + reason);
}

}  // namespace
}  // namespace mrcnn
