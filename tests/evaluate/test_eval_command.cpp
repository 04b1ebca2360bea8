#include <algorithm>

#include <nlohmann/json.hpp>

#include "tests/cli/program.hpp"

namespace mrcnn {

using EvalCommand = ProgramTest;

namespace {

const char* const kTruth =
    R"({"images": [{"id": 1, "file_name": "a.png", "width": 20, "height": 20}],
        "categories": [{"id": 1, "name": "ring"}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 10, 10], "area": 100,
                         "segmentation": [[0, 0, 10, 0, 10, 10, 0, 10]], "iscrowd": 0}]})";
const char* const kBox =
    R"([{"image_id": 1, "category_id": 1, "bbox": [0, 0, 10, 8], "score": 0.5}])";
const char* const kMask =
    R"([{"image_id": 1, "category_id": 1, "score": 0.5,
         "segmentation": [[0, 0, 10, 0, 10, 10, 0, 10]]}])";

void write_text(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file) << text;
}

}  // namespace

TEST_F(EvalCommand, JudgesMasksTooIfEveryResultHasOne) {
  write_text(folder() / "truth.json", kTruth);
  write_text(folder() / "boxes.json", kBox);
  write_text(folder() / "masks.json", kMask);
  const Finished boxes = mrcnn("eval boxes.json --truth truth.json --json");
  ASSERT_EQ(boxes.exit_code, 0) << boxes.error;
  const auto of_boxes = nlohmann::json::parse(boxes.out);
  EXPECT_NEAR(of_boxes["bbox"]["stats"][0].get<double>(), 0.7, 1e-12);  // IoU 0.8
  EXPECT_FALSE(of_boxes.contains("segm"));

  const Finished masks = mrcnn("eval masks.json --truth truth.json --json");
  ASSERT_EQ(masks.exit_code, 0) << masks.error;
  const auto of_masks = nlohmann::json::parse(masks.out);
  EXPECT_NEAR(of_masks["bbox"]["stats"][0].get<double>(), 1.0, 1e-12);
  EXPECT_NEAR(of_masks["segm"]["stats"][0].get<double>(), 1.0, 1e-12);
}

TEST_F(EvalCommand, TypeChoosesWhatIsJudged) {
  write_text(folder() / "truth.json", kTruth);
  write_text(folder() / "boxes.json", kBox);
  const Finished masks = mrcnn("eval boxes.json --truth truth.json --json --type segm");
  const auto json = nlohmann::json::parse(masks.out);
  EXPECT_FALSE(json.contains("bbox"));
  EXPECT_NEAR(json["segm"]["stats"][1].get<double>(), 1.0, 1e-12);
  EXPECT_EQ(mrcnn("eval boxes.json --truth truth.json --type keypoints").exit_code, 2);
}

TEST_F(EvalCommand, PrintsATable) {
  write_text(folder() / "truth.json", kTruth);
  write_text(folder() / "empty.json", "[]");
  const Finished run = mrcnn("eval empty.json --truth truth.json");
  EXPECT_EQ(run.exit_code, 0) << run.error;
  EXPECT_NE(run.out.find("all classes"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("masks"), std::string::npos) << run.out;
}

TEST_F(EvalCommand, WrongFilesAreOneLineAndExitCode3) {
  write_text(folder() / "truth.json", kTruth);
  write_text(folder() / "object.json", R"({"annotations": []})");
  write_text(folder() / "text.json",
             R"([{"image_id": 1, "category_id": 1, "bbox": [0, 0, 1, 1], "score": "0.9"}])");
  write_text(folder() / "image.json",
             R"([{"image_id": 2, "category_id": 1, "bbox": [0, 0, 1, 1], "score": 0.9}])");
  for (const char* arguments : {"object.json --truth truth.json", "text.json --truth truth.json",
                                "image.json --truth truth.json", "missing.json --truth truth.json",
                                "text.json --truth missing.json", "truth.json --truth text.json"}) {
    const Finished run = mrcnn(std::string("eval ") + arguments);
    EXPECT_EQ(run.exit_code, 3) << arguments << run.error;
    EXPECT_EQ(std::count(run.error.begin(), run.error.end(), '\n'), 1) << run.error;
    EXPECT_EQ(run.out, "");
  }
  EXPECT_EQ(mrcnn("eval text.json").exit_code, 2);
}

}  // namespace mrcnn
