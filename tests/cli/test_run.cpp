#include <vector>

#include <nlohmann/json.hpp>

#include "common/trace/array_tensor.hpp"
#include "common/trace/npy.hpp"

#include "tests/cli/program.hpp"

namespace mrcnn {

using RunCommand = ProgramTest;

TEST_F(RunCommand, DumpAllAddsWhatThePyramidAddsAndChangesNothingElse) {
  ASSERT_EQ(run_small_net("--out out --dump plain --no-pictures").exit_code, 0);
  const Finished all = run_small_net("--out out --dump all --dump-all --no-pictures");
  ASSERT_EQ(all.exit_code, 0) << all.error;
  for (const char* array : {"lateral2", "lateral5", "top_down2", "top_down4"}) {
    const std::string file = std::string("1_features/") + array + ".npy";
    EXPECT_TRUE(std::filesystem::exists(folder() / "all" / file)) << file;
    EXPECT_FALSE(std::filesystem::exists(folder() / "plain" / file)) << file;
  }
  EXPECT_EQ(mrcnn("compare plain all").exit_code, 0);
  EXPECT_EQ(run_small_net("--out out --dump-all").exit_code, 2);
}

TEST_F(RunCommand, WritesPictureResultsAndACompleteTrace) {
  const Finished run = run_small_net("--out out --dump trace");
  ASSERT_EQ(run.exit_code, 0) << run.error;
  EXPECT_TRUE(std::filesystem::exists(folder() / "out/1_image.png"));
  EXPECT_TRUE(std::filesystem::exists(folder() / "out/detections.json"));
  EXPECT_EQ(hashes("trace").size(), 50U) << "49 arrays without truth, and detections.json";
  EXPECT_NE(run.out.find("features"), std::string::npos);
  EXPECT_NE(run.out.find("conv fast, OpenBLAS "), std::string::npos);
  EXPECT_EQ(run.error, "");
}

TEST_F(RunCommand, GivesTheSameBytesForAnyNumberOfThreads) {
  ASSERT_EQ(run_small_net("--threads 1 --out out --dump t1").exit_code, 0);
  const auto expected = hashes("t1");
  for (const std::string threads : {"2", "3", "4", "8"}) {
    ASSERT_EQ(run_small_net("--threads " + threads + " --out out --dump t" + threads).exit_code, 0);
    EXPECT_EQ(hashes("t" + threads), expected) << threads << " threads";
  }
}

TEST_F(RunCommand, TruthDecidesWhatIsValid) {
  ASSERT_EQ(
      run_small_net("--truth " + small_net("truth.json") + " --out out --dump trace").exit_code, 0);
  for (const char* name : {"truth_boxes", "truth_labels", "truth_masks", "iou", "best_iou",
                           "best_truth", "class_matches", "keep"}) {
    EXPECT_TRUE(
        std::filesystem::exists(folder() / "trace/5_iou_filter" / (std::string(name) + ".npy")))
        << name;
  }
}

TEST_F(RunCommand, JsonSaysWhatWasFoundAndNothingElse) {
  const Finished run = run_small_net("--out out --json");
  ASSERT_EQ(run.exit_code, 0) << run.error;
  const auto images = nlohmann::json::parse(run.out)["images"];
  ASSERT_EQ(images.size(), 1U);
  EXPECT_EQ(images[0]["height"], 41);
  EXPECT_EQ(images[0]["steps"].size(), 9U);
  const auto results = nlohmann::json::parse(file_text(folder() / "out/detections.json"));
  ASSERT_EQ(images[0]["objects"].size(), results.size());
  ASSERT_FALSE(results.empty());
  for (std::size_t i = 0; i < results.size(); ++i) {
    EXPECT_EQ(images[0]["objects"][i]["label"], results[i]["category_id"]);
    EXPECT_NEAR(images[0]["objects"][i]["score"], results[i]["score"], 1e-6);
  }
}

TEST_F(RunCommand, StopsAtTheRequestedStep) {
  ASSERT_EQ(run_small_net("--to 2_proposals --dump trace").exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(folder() / "trace/2_proposals/boxes.npy"));
  EXPECT_FALSE(std::filesystem::exists(folder() / "trace/3_roi_align"));
  EXPECT_FALSE(std::filesystem::exists(folder() / "mrcnn-out"));
}

TEST_F(RunCommand, SeveralImagesGetFoldersAndIdsByPosition) {
  const std::string image = small_net("image.png");
  ASSERT_EQ(mrcnn("run " + image + " " + image + " --model " + small_net("model.safetensors") +
                  " --out out --dump traces")
                .exit_code,
            0);
  EXPECT_TRUE(std::filesystem::exists(folder() / "traces/1_image/manifest.json"));
  EXPECT_TRUE(std::filesystem::exists(folder() / "traces/2_image/manifest.json"));
  EXPECT_NE(file_text(folder() / "out/detections.json").find("\"image_id\":2"), std::string::npos);
}

TEST_F(RunCommand, TheReferenceConvolutionDiffersByRoundingOnly) {
  ASSERT_EQ(run_small_net("--out out --dump fast").exit_code, 0);
  for (const std::string method : {"im2col", "reference"}) {
    ASSERT_EQ(run_small_net("--conv " + method + " --out out --dump " + method).exit_code, 0);
    EXPECT_NE(hashes("fast"), hashes(method));
    EXPECT_EQ(mrcnn("compare fast " + method).exit_code, 0);
  }
  EXPECT_NE(hashes("im2col"), hashes("reference"));
  EXPECT_EQ(mrcnn("compare im2col reference").exit_code, 0);
}

TEST_F(RunCommand, AnOverrideTakesEffectAndIsRecorded) {
  ASSERT_EQ(run_small_net("--set box_head.detections_per_image=1 --out out --dump trace").exit_code,
            0);
  EXPECT_NE(file_text(folder() / "trace/manifest.json").find("\"detections_per_image\": 1"),
            std::string::npos);
}

// A command that fails prints nothing to parse; one that works prints one document and no words.
TEST_F(RunCommand, EveryCommandPrintsOneJsonDocumentIfAsked) {
  ASSERT_EQ(run_small_net("--out out --dump trace --no-pictures").exit_code, 0);
  write_npy(folder() / "boxes.npy", to_array(HostTensor<Box, 1>{{0, 0, 1, 1}}));
  const std::string image = small_net("image.png");
  const std::string model = small_net("model.safetensors");
  const std::vector<std::pair<std::string, std::string>> commands = {
      {"run " + image + " --model " + model + " --out o", "images"},
      {"run --resume trace --from paste --dump again --no-pictures", "images"},
      {"compare trace trace", "holds"},
      {"compare " + image + " --model " + model + " --backends host,device", "isolated"},
      {"report trace -o page.html", "bytes"},
      {"scenes --count 1 --seed 1 --out scenes", "objects"},
      {"model info " + model, "config"},
      {"model check " + model, "sha256"},
      {"model convert " + model + " -o copy.safetensors", "conventions"},
      {"op levels --in boxes=boxes.npy --out levels", "arrays"}};
  for (const auto& [command, key] : commands) {
    const Finished run = mrcnn(command + " --json");
    EXPECT_EQ(run.exit_code, 0) << command << run.error;
    const auto document = nlohmann::json::parse(run.out, nullptr, /*allow_exceptions=*/false);
    EXPECT_TRUE(document.is_object() && document.contains(key)) << command << "\n" << run.out;
  }
}

}  // namespace mrcnn
