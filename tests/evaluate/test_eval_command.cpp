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

TEST_F(EvalCommand, ContentDecidesWhatIsAResultsList) {
  write_text(folder() / "truth.json", kTruth);
  write_text(folder() / "results.txt", kBox);
  const Finished run = mrcnn("eval results.txt --truth truth.json --json");
  EXPECT_EQ(run.exit_code, 0) << run.error;
  const Finished swapped = mrcnn("eval truth.json --truth truth.json");
  EXPECT_EQ(swapped.exit_code, 3);
  EXPECT_NE(swapped.error.find("got an object with annotations, as ground truth is"),
            std::string::npos)
      << swapped.error;
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

// What detectron2's COCOEvaluator and mmdetection's CocoMetric write: detectron2 without boxes
// where there are masks, mmdetection boxes alone in one file and both in the other; tools in
// between leave run lengths uncompressed, ids as text, and fields of their own.
TEST_F(EvalCommand, ReadsTheResultsOfOtherPrograms) {
  write_text(folder() / "truth.json", kTruth);
  const std::string compressed =
      R"("segmentation": {"size": [20, 20], "counts": "0::00000000000000000X6"})";
  const std::string numbers =
      R"("segmentation": {"counts": [0, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 210], "size": [20, 20]})";
  const std::string box = R"("bbox": [0.0, 0.0, 10.0, 10.0])";
  const std::string ids = R"("image_id": 1, "category_id": 1, "score": 0.875)";
  for (const std::string& fields :
       {ids + ", " + compressed, ids + ", " + numbers, ids + ", " + box,
        ids + ", " + box + ", " + numbers, ids + ", " + box + R"(, "segmentation": null)",
        ids + ", " + box +
            R"(, "segmentation": [], "iscrowd": 0, "keypoints": [1, 2, 3], "meta": {"a": [1]})",
        R"("image_id": "1", "category_id": "1", "score": 0.875, )" + box}) {
    write_text(folder() / "results.json", "[{" + fields + "}]");
    const Finished run = mrcnn("eval results.json --truth truth.json --json");
    ASSERT_EQ(run.exit_code, 0) << fields << run.error;
    const auto json = nlohmann::json::parse(run.out);
    EXPECT_NEAR(json["bbox"]["stats"][0].get<double>(), 1.0, 1e-12) << fields;
    EXPECT_EQ(json.contains("segm"), fields.find("counts") != std::string::npos) << fields;
  }
}

TEST_F(EvalCommand, APickledResultsFileSaysHowToGetAJsonFile) {
  write_text(folder() / "truth.json", kTruth);
  for (const std::string file : {"results.pkl", "instances_predictions.pth"}) {
    write_text(folder() / file, "anything");
    const Finished run = mrcnn("eval " + file + " --truth truth.json");
    EXPECT_EQ(run.exit_code, 3);
    EXPECT_EQ(run.error.rfind("mrcnn: " + file + ": is a pickled results file", 0), 0U)
        << run.error;
  }
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

// Stage 5 would reject what is wrong: the detections must be those of a run without ground truth.
TEST_F(EvalCommand, RunsTheModelWithoutGroundTruthInStage5) {
  ASSERT_EQ(mrcnn("scenes --count 3 --seed 5 --out scenes").exit_code, 0);
  ASSERT_EQ(mrcnn("run scenes/*.png --out plain --no-pictures --quiet").exit_code, 0);
  const Finished images =
      mrcnn("eval scenes/*.png --truth scenes/truth.json --json --out of_images");
  ASSERT_EQ(images.exit_code, 0) << images.error;
  EXPECT_EQ(file_text(folder() / "of_images/detections.json"),
            file_text(folder() / "plain/detections.json"));
  const Finished results =
      mrcnn("eval plain/detections.json --truth scenes/truth.json --json --out of_results");
  EXPECT_EQ(images.out, results.out);
  EXPECT_EQ(file_text(folder() / "of_images/evaluation.json"), images.out);

  const Finished again =
      mrcnn("eval --images scenes --truth scenes/truth.json --json --out of_images --continue");
  EXPECT_EQ(again.out, images.out) << again.error;
}

TEST_F(EvalCommand, EvaluatesOverTheImagesThatCouldBeRead) {
  ASSERT_EQ(mrcnn("scenes --count 2 --seed 5 --out scenes").exit_code, 0);
  const Finished one = mrcnn("eval scenes/scene_000005.png --truth scenes/truth.json --json");
  ASSERT_EQ(one.exit_code, 0) << one.error;
  write_text(folder() / "scenes/scene_000006.png", "no image");
  const Finished both = mrcnn("eval --images scenes --truth scenes/truth.json --json");
  EXPECT_EQ(both.exit_code, 3);
  EXPECT_NE(both.error.find("scene_000006.png"), std::string::npos) << both.error;
  EXPECT_EQ(both.out, one.out);
}

// Of a processor with another order of additions, up to rounding; a score near the threshold of
// 0.05 may fall on either side.
TEST_F(EvalCommand, TheBundledResultsAreWhatTheBundledModelFinds) {
  const std::filesystem::path data = std::filesystem::path(MRCNN_SOURCE_DIR) / "data";
  ASSERT_EQ(mrcnn("run " + (data / "scenes/bundled").string() +
                  "/*.png --conv im2col --no-pictures --quiet --out found")
                .exit_code,
            0);
  const auto confident = [](const std::filesystem::path& file) {
    std::vector<nlohmann::json> results;
    for (const auto& result : nlohmann::json::parse(file_text(file))) {
      if (result["score"] > 0.06) {
        results.push_back(result);
      }
    }
    return results;
  };
  const auto found = confident(folder() / "found/detections.json");
  const auto bundled = confident(data / "evaluation/scenes_results.json");
  ASSERT_EQ(found.size(), bundled.size());
  constexpr double kPixels = 0.01;
  for (std::size_t d = 0; d < found.size(); ++d) {
    EXPECT_EQ(found[d]["category_id"], bundled[d]["category_id"]) << d;
    EXPECT_NEAR(found[d]["score"].get<double>(), bundled[d]["score"].get<double>(), 1e-4) << d;
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_NEAR(found[d]["bbox"][i].get<double>(), bundled[d]["bbox"][i].get<double>(), kPixels)
          << d;
    }
  }
}

TEST_F(EvalCommand, WrongUseIsExitCode2) {
  write_text(folder() / "truth.json", kTruth);
  write_text(folder() / "boxes.json", kBox);
  for (const char* arguments :
       {"eval --truth truth.json", "eval boxes.json --truth truth.json --continue",
        "eval boxes.json --truth truth.json --model m.safetensors"}) {
    EXPECT_EQ(mrcnn(arguments).exit_code, 2) << arguments;
  }
}

}  // namespace mrcnn
