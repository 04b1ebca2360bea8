#include <nlohmann/json.hpp>

#include "tests/cli/program.hpp"

namespace mrcnn {
namespace {

/// The printed line of an image: what was found, rejected and left out.
class RunSummary : public ProgramTest {
 protected:
  static std::string scene(const std::string& name) {
    return MRCNN_SOURCE_DIR "/data/scenes/bundled/" + name;
  }

  [[nodiscard]] static std::string first_line(const Finished& run) {
    return run.out.substr(0, run.out.find('\n'));
  }

  /// The number of objects of the first image in a JSON document.
  [[nodiscard]] static std::size_t objects_in(const Finished& run) {
    return nlohmann::json::parse(run.out)["images"][0]["objects"].size();
  }
};

const std::string kRejected =
    "; 1 rejected by IoU < 0.5 with the ground truth: triangle 0.72; 17 below 0.50";

TEST_F(RunSummary, CountsAndNamesWhatTheGroundTruthRejects) {
  const Finished run =
      mrcnn("run " + scene("scene_001314.png") + " --truth " + scene("truth.json") + " --out o");
  ASSERT_EQ(run.exit_code, 0) << run.error;
  const std::string line = first_line(run);
  EXPECT_EQ(line.substr(0, 42), "1: scene_001314.png, 256x256: 5 objects: s") << line;
  EXPECT_NE(line.find(kRejected), std::string::npos) << line;
}

TEST_F(RunSummary, EveryDetectionIsCountedOnceWithAndWithoutGroundTruth) {
  const std::string run = "run " + scene("scene_001314.png") + " --json --out ";
  const std::size_t all = objects_in(mrcnn(run + "a"));
  const std::size_t valid = objects_in(mrcnn(run + "b --truth " + scene("truth.json")));
  EXPECT_EQ(all, 5U + 1U + 17U);
  EXPECT_LT(valid, all);
}

TEST_F(RunSummary, OfAResumedRunIsThatOfTheWholeRun) {
  const Finished whole = mrcnn("run " + scene("scene_001314.png") + " --truth " +
                               scene("truth.json") + " --out o --dump t --no-pictures");
  const Finished resumed = mrcnn("run --resume t --from paste --dump again --no-pictures");
  ASSERT_EQ(resumed.exit_code, 0) << resumed.error;
  EXPECT_EQ(first_line(resumed), first_line(whole));
}

TEST_F(RunSummary, ARunThatStopsEarlyNamesItsImageOnly) {
  const Finished run = run_small_net("--to proposals --out o");
  EXPECT_EQ(first_line(run), "1: image.png, 41x60");
}

TEST_F(RunSummary, TheBundledModelSaysWhatItKnows) {
  const std::string run = "run " + scene("scene_001314.png") + " --out o";
  const Finished said = mrcnn(run);
  EXPECT_TRUE(
      said.out.ends_with("\nthis model knows six drawn shapes; for photos see docs/weights.md\n"))
      << said.out;
  EXPECT_EQ(nlohmann::json::parse(mrcnn(run + " --json --dump t").out)["about"],
            "six drawn shapes");
  EXPECT_EQ(nlohmann::json::parse(file_text(folder() / "t/manifest.json"))["model"]["about"],
            "six drawn shapes");
}

TEST_F(RunSummary, RandomWeightsAreCalledSoAndAnyOtherModelIsNot) {
  ASSERT_EQ(mrcnn("model random --arch maskrcnn_resnet50_fpn -o r.safetensors"
                  " --set features.blocks=1,1,1,1 --set features.base_channels=4"
                  " --set features.fpn_channels=8 --set box_head.hidden=8")
                .exit_code,
            0);
  const Finished random =
      mrcnn("run " + small_net("image.png") + " --model r.safetensors --out o --to detections");
  EXPECT_TRUE(random.out.ends_with("this model has random weights: its results mean nothing\n"))
      << random.out;
  const Finished other = run_small_net("--out o");
  EXPECT_EQ(other.out.find("this model"), std::string::npos) << other.out;
  EXPECT_FALSE(nlohmann::json::parse(run_small_net("--out o --json").out).contains("about"));
}

TEST_F(RunSummary, EndsWithTheStepsAndHowTheyWereComputed) {
  const Finished run = run_small_net("--out o --threads 1 --conv reference");
  EXPECT_NE(run.out.find("step               ms    GFLOP"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("\ntotal "), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("conv reference, OpenBLAS "), std::string::npos) << run.out;
  EXPECT_NE(run.out.find(", 1 thread\n"), std::string::npos) << run.out;
}

}  // namespace
}  // namespace mrcnn
