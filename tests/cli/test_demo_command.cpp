#include "tests/cli/program.hpp"

namespace mrcnn {
namespace {

using DemoCommand = ProgramTest;

// One run, since it takes seconds.
TEST_F(DemoCommand, ShowsEverySceneAndNothingVanishesWithoutAWord) {
  const Finished demo = mrcnn("demo --out out");
  ASSERT_EQ(demo.exit_code, 0) << demo.error;
  EXPECT_EQ(demo.error, "");
  for (const char* scene : {"1_scene_001312", "2_scene_001313", "3_scene_001314", "4_scene_001315",
                            "5_scene_001316", "6_scene_001317"}) {
    EXPECT_TRUE(std::filesystem::exists(folder() / "out" / (std::string(scene) + ".png"))) << scene;
    EXPECT_TRUE(std::filesystem::exists(folder() / "out" / (std::string(scene) + ".html")))
        << scene;
    EXPECT_TRUE(std::filesystem::exists(folder() / "out/trace" / scene / "6_masks/overlay.png"))
        << scene;
  }
  EXPECT_TRUE(std::filesystem::exists(folder() / "out/detections.json"));
  const std::string index = file_text(folder() / "out/index.html");
  EXPECT_NE(index.find("href=\"6_scene_001317.html\""), std::string::npos);
  EXPECT_NE(index.find("5 objects: star >0.99"), std::string::npos);
  for (const char* said : {"rejected by IoU < 0.5 with the ground truth: triangle 0.72",
                           "rejected by IoU < 0.5 with the ground truth: square 0.90, square 0.73",
                           "open out/index.html in a browser", "traces are in out/trace"}) {
    EXPECT_NE(demo.out.find(said), std::string::npos) << said << "\n" << demo.out;
  }
}

}  // namespace
}  // namespace mrcnn
