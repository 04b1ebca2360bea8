#include "tests/cli/program.hpp"

namespace mrcnn {
namespace {

/// Hash of every picture below a folder, by relative path.
std::map<std::string, std::string> pictures_in(const std::filesystem::path& folder) {
  std::map<std::string, std::string> result;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".png") {
      result[std::filesystem::relative(entry.path(), folder).string()] =
          sha256_of_file(entry.path());
    }
  }
  return result;
}

}  // namespace

using Pictures = ProgramTest;

TEST_F(Pictures, OfEveryStepStandBesideItsArrays) {
  const Finished run =
      run_small_net("--truth " + small_net("truth.json") + " --out out --dump trace");
  ASSERT_EQ(run.exit_code, 0) << run.error;
  EXPECT_NE(run.out.find("pictures of all images "), std::string::npos) << "their time";
  const auto pictures = pictures_in(folder() / "trace");
  for (const char* name :
       {"0_image/input.png", "1_features/features.png", "2_proposals/objectness.png",
        "2_proposals/proposals.png", "3_roi_align/levels.png", "3_roi_align/region.png",
        "4_box_head/detections.png", "4_box_head/class_scores.png", "5_iou_filter/iou.png",
        "6_masks/overlay.png"}) {
    EXPECT_EQ(pictures.count(name), 1U) << name;
  }
  EXPECT_EQ(pictures.at("6_masks/overlay.png"), sha256_of_file(folder() / "out/1_image.png"));
}

TEST_F(Pictures, AreLeftOutWhenNotWanted) {
  ASSERT_EQ(run_small_net("--out out --dump trace --no-pictures").exit_code, 0);
  EXPECT_TRUE(pictures_in(folder() / "trace").empty());
}

TEST_F(Pictures, OfAResumedRunAreThoseOfItsStepsAndLookTheSame) {
  ASSERT_EQ(
      run_small_net("--truth " + small_net("truth.json") + " --out out --dump trace").exit_code, 0);
  const auto whole = pictures_in(folder() / "trace");
  const std::string resume =
      "run --resume trace --model " + small_net("model.safetensors") + " --from ";

  const Finished middle = mrcnn(resume + "roi_align --to 5_iou_filter --dump middle");
  ASSERT_EQ(middle.exit_code, 0) << middle.error;
  const auto drawn = pictures_in(folder() / "middle");
  EXPECT_EQ(drawn.size(), 5U);
  for (const auto& [name, hash] : drawn) {
    EXPECT_EQ(hash, whole.at(name)) << name;
  }

  ASSERT_EQ(mrcnn(resume + "mask_head --dump last --no-pictures").exit_code, 0);
  EXPECT_TRUE(pictures_in(folder() / "last").empty());
  ASSERT_EQ(mrcnn(resume + "mask_head --dump last").exit_code, 0);
  EXPECT_EQ(pictures_in(folder() / "last").count("6_masks/overlay.png"), 1U);
}

TEST_F(Pictures, AreNotDrawnWhereTheImageIsMissing) {
  ASSERT_EQ(run_small_net("--out out --dump trace").exit_code, 0);
  ASSERT_EQ(shell("rm -r trace/0_image/image.npy trace/0_image/input.npy").exit_code, 0);
  const Finished resumed = mrcnn("run --resume trace --from detections --to iou_filter --dump d");
  ASSERT_EQ(resumed.exit_code, 0) << resumed.error;
  EXPECT_TRUE(pictures_in(folder() / "d").empty());
}

}  // namespace mrcnn
