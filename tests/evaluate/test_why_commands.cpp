#include <algorithm>

#include <nlohmann/json.hpp>

#include "tests/cli/program.hpp"

namespace mrcnn {

/// A trace of the small net with its ground truth.
class WhyCommands : public ProgramTest {
 protected:
  WhyCommands() {
    const Finished run = run_small_net("--truth " + small_net("truth.json") +
                                       " --dump trace --no-pictures --out out --quiet");
    EXPECT_EQ(run.exit_code, 0) << run.error;
  }
};

TEST_F(WhyCommands, WhySaysWhatTheTraceLacksWithNull) {
  ASSERT_EQ(shell("rm -r trace/2_proposals trace/3_roi_align trace/5_iou_filter").exit_code, 0);
  const Finished why = mrcnn("why trace 0 --json");
  ASSERT_EQ(why.exit_code, 0) << why.error;
  const auto json = nlohmann::json::parse(why.out);
  for (const char* field :
       {"proposal", "roi_level", "box_before", "truth", "mask_area", "mask_iou"}) {
    EXPECT_TRUE(json[field].is_null()) << field << why.out;
  }
  EXPECT_EQ(json["detection"]["row"], 0);
  EXPECT_FALSE(json["top_classes"].empty());
}

TEST_F(WhyCommands, WhatTheTraceDoesNotHoldIsWrongUsage) {
  for (const char* arguments :
       {"why trace 1000", "why trace x", "why trace -1", "why trace", "why-not trace",
        "why-not trace --truth-object 1000", "why-not trace 9999,9999", "why-not trace 1",
        "why-not trace --box 1,2,3,4", "why-not trace --box 3,4,1,2 --class square",
        "why-not trace --box 1,2,3,4 --class none", "why-not trace 1,1 --truth-object 0"}) {
    const Finished run = mrcnn(arguments);
    EXPECT_EQ(run.exit_code, 2) << arguments << run.error;
    EXPECT_EQ(std::count(run.error.begin(), run.error.end(), '\n'), 1) << run.error;
  }
}

TEST_F(WhyCommands, WhatIsNoTraceOrLacksArraysIsBadInput) {
  EXPECT_EQ(mrcnn("why nowhere 0").exit_code, 3);
  ASSERT_EQ(shell("rm trace/2_proposals/deltas.npy").exit_code, 0);
  const Finished run = mrcnn("why-not trace --truth-object 0");
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_NE(run.error.find("2_proposals/deltas.npy: is missing"), std::string::npos) << run.error;
}

TEST_F(WhyCommands, WhyNotSaysInWordsWhereAnObjectWasLost) {
  const Finished run = mrcnn("why-not trace --truth-object 0");
  ASSERT_EQ(run.exit_code, 0) << run.error;
  EXPECT_NE(run.out.find("alive, with IoU >= 0.5: "), std::string::npos) << run.out;
}

TEST_F(WhyCommands, ThePictureOfAStoryNeedsTheArraysThatItShows) {
  const std::string command = "why trace 0 --picture why.png";
  const Finished run = mrcnn(command);
  ASSERT_EQ(run.exit_code, 0) << run.error;
  EXPECT_EQ(file_text(folder() / "why.png").rfind("\x89PNG", 0), 0U);
  ASSERT_EQ(shell("rm trace/0_image/image.npy why.png").exit_code, 0);
  const Finished without = mrcnn(command);
  EXPECT_EQ(without.exit_code, 3);
  EXPECT_NE(without.error.find("0_image/image.npy: is missing, --picture shows it"),
            std::string::npos)
      << without.error;
  EXPECT_FALSE(std::filesystem::exists(folder() / "why.png"));
}

TEST_F(WhyCommands, AnchorsFitsTheObjectsOfADataSet) {
  const std::string arguments =
      "anchors --truth " + small_net("truth.json") + " --model " + small_net("model.safetensors");
  const Finished text = mrcnn(arguments);
  ASSERT_EQ(text.exit_code, 0) << text.error;
  EXPECT_NE(text.out.find("best IoU of an object"), std::string::npos) << text.out;
  const Finished json = mrcnn(arguments + " --json --out fit");
  EXPECT_EQ(file_text(folder() / "fit/anchors.json"), json.out);
  EXPECT_EQ(nlohmann::json::parse(json.out)["suggested_sizes"].size(), 5U);
  EXPECT_EQ(mrcnn(arguments + " --images fit --out fit").exit_code, 2);
  EXPECT_EQ(file_text(folder() / "fit/anchors.png").rfind("\x89PNG", 0), 0U);
}

}  // namespace mrcnn
