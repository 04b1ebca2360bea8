#include <fstream>

#include <nlohmann/json.hpp>

#include "tests/cli/program.hpp"

namespace mrcnn {

/// Runs over several images, some of them bad.
class ManyImages : public ProgramTest {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder() / "images");
    const std::string image = file_text(small_net("image.png"));
    for (const std::string name : {"a.png", "c.PNG", "d.png"}) {
      write(name, image);
    }
    write("b.png", image.substr(0, image.size() / 2));
    write("e.txt", "no image");
    write("._a.png", "what macOS puts beside a.png");
  }

  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder() / "images" / name, std::ios::binary) << bytes;
  }

  [[nodiscard]] Finished run(const std::string& arguments) const {
    return mrcnn("run --model " + small_net("model.safetensors") + " --quiet " + arguments);
  }

  [[nodiscard]] std::vector<std::string> progress(const std::string& out) const {
    std::ifstream file(folder() / out / "progress.jsonl");
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
      lines.push_back(line);
    }
    return lines;
  }
};

TEST_F(ManyImages, ABadOneIsLeftOutAndNamedAtTheEnd) {
  const Finished done = run("--images images --out out --dump traces");
  EXPECT_EQ(done.exit_code, 3);
  EXPECT_EQ(std::count(done.error.begin(), done.error.end(), '\n'), 1) << done.error;
  EXPECT_EQ(done.error.rfind("mrcnn: images/b.png: ends after ", 0), 0U) << done.error;
  for (const char* file :
       {"out/1_a.png", "out/3_c.png", "out/4_d.png", "traces/4_d/manifest.json"}) {
    EXPECT_TRUE(std::filesystem::exists(folder() / file)) << file;
  }
  EXPECT_FALSE(std::filesystem::exists(folder() / "traces/2_b"));
  const auto results = nlohmann::json::parse(file_text(folder() / "out/detections.json"));
  ASSERT_FALSE(results.empty());
  EXPECT_EQ(results.front()["image_id"], 1);
  EXPECT_EQ(results.back()["image_id"], 4) << "positions count bad images, too";
}

TEST_F(ManyImages, ImagesOfOtherFormatsAreLeftOutWithAWarning) {
  std::filesystem::remove(folder() / "images/b.png");
  write("photo.HEIC", "");
  write("b.webp", "");
  const Finished done = run("--images images --out out");
  EXPECT_EQ(done.exit_code, 0);
  EXPECT_EQ(done.error,
            "mrcnn: warning: images: 2 images are left out, the first is b.webp; expected PNG, "
            "JPEG or PPM; ImageMagick converts it: convert images/b.webp images/b.webp.png\n");
}

TEST_F(ManyImages, AFolderOfFoldersIsRefusedWithOneOfThem) {
  const Finished done = run("--images . --out out");
  EXPECT_EQ(done.exit_code, 3);
  EXPECT_EQ(done.error,
            "mrcnn: .: no image, expected *.png, *.jpg or *.ppm; folders in it are not searched: "
            "--images ./images\n");
}

TEST_F(ManyImages, GroundTruthOfOneImageStopsThatImageOnly) {
  const std::string size = R"("height":41,"width":60})";
  std::ofstream(folder() / "truth.json")
      << R"({"categories":[],"images":[{"id":5,"file_name":"a.png",)" << size
      << R"(,{"id":9,"file_name":"d.png","height":7,"width":60}],"annotations":[]})";
  const Finished done = run("images/a.png images/d.png --truth truth.json --out out");
  EXPECT_EQ(done.exit_code, 3);
  EXPECT_NE(done.error.find("mrcnn: images/d.png: truth.json: image 9 is 7x60"), std::string::npos)
      << done.error;
  EXPECT_EQ(progress("out").size(), 1U);
}

TEST_F(ManyImages, TheNumberOfThreadsChangesNoByte) {
  ASSERT_EQ(mrcnn("scenes --count 7 --seed 3 --out scenes").exit_code, 0);
  std::filesystem::copy_file(folder() / "images/b.png", folder() / "scenes/scene_000005a.png");
  for (const std::string threads : {"1", "2", "5"}) {
    const Finished done = mrcnn("run --images scenes --quiet --no-pictures --threads " + threads +
                                " --out out" + threads + " --dump traces" + threads);
    EXPECT_EQ(done.exit_code, 3);
    EXPECT_EQ(std::count(done.error.begin(), done.error.end(), '\n'), 1) << done.error;
    for (const std::string file : {"detections.json", "progress.jsonl", "1_scene_000003.png"}) {
      EXPECT_EQ(file_text(folder() / ("out" + threads) / file), file_text(folder() / "out1" / file))
          << file << " with " << threads << " threads";
    }
    const std::string array = "7_scene_000008/1_features/p2.npy";
    EXPECT_EQ(file_text(folder() / ("traces" + threads) / array),
              file_text(folder() / "traces1" / array));
  }
}

TEST_F(ManyImages, OneAtATimeGivesTheSameBytes) {
  ASSERT_EQ(mrcnn("scenes --count 3 --seed 3 --out scenes").exit_code, 0);
  for (const std::string count : {"1", "2"}) {
    EXPECT_EQ(
        mrcnn("run --images scenes --quiet --at-once " + count + " --out out" + count).exit_code,
        0);
  }
  EXPECT_EQ(file_text(folder() / "out1/detections.json"),
            file_text(folder() / "out2/detections.json"));
  EXPECT_EQ(mrcnn("run --images scenes --at-once 0 --out out").exit_code, 2);
}

TEST_F(ManyImages, IfAllAreBadNothingIsWritten) {
  EXPECT_EQ(run("images/b.png images/e.txt --out out").exit_code, 3);
  EXPECT_FALSE(std::filesystem::exists(folder() / "out/detections.json"));
}

TEST_F(ManyImages, AFolderWithoutImagesIsBadInput) {
  std::filesystem::create_directories(folder() / "empty");
  EXPECT_EQ(run("--images empty --out out").exit_code, 3);
  EXPECT_EQ(run("--images missing --out out").exit_code, 3);
}

TEST_F(ManyImages, EveryFinishedImageHasALineAlsoWithoutDetections) {
  ASSERT_EQ(run("images/a.png images/d.png --out out --set box_head.score_threshold=1").exit_code,
            0);
  const std::vector<std::string> lines = progress("out");
  ASSERT_EQ(lines.size(), 2U);
  for (const std::string& line : lines) {
    const auto document = nlohmann::json::parse(line);
    EXPECT_TRUE(document["detections"].empty());
    EXPECT_EQ(document["model"].get<std::string>().size(), 64U);
    EXPECT_EQ(document["config"].get<std::string>().size(), 64U);
  }
  EXPECT_EQ(file_text(folder() / "out/detections.json"), "[]\n");
}

TEST_F(ManyImages, AnInterruptedRunGoesOnAndEndsWithTheSameResults) {
  const std::string images = "images/a.png images/c.PNG images/d.png --out ";
  ASSERT_EQ(run(images + "whole").exit_code, 0);
  ASSERT_EQ(run(images + "cut").exit_code, 0);
  const std::vector<std::string> lines = progress("cut");
  ASSERT_EQ(lines.size(), 3U);
  // The run was killed while it wrote the second line.
  std::ofstream(folder() / "cut/progress.jsonl") << lines[0] << "\n" << lines[1].substr(0, 40);
  std::filesystem::remove(folder() / "cut/detections.json");
  std::filesystem::remove(folder() / "cut/1_a.png");
  ASSERT_EQ(run(images + "cut --continue").exit_code, 0);
  EXPECT_EQ(file_text(folder() / "cut/detections.json"),
            file_text(folder() / "whole/detections.json"));
  EXPECT_EQ(progress("cut"), lines);
  EXPECT_FALSE(std::filesystem::exists(folder() / "cut/1_a.png")) << "the first was not run again";
}

// Else eval would count the objects of an image twice.
TEST_F(ManyImages, ARunGoesOnWithOtherImagesAsIfItHadNoOthers) {
  ASSERT_EQ(run("images/a.png images/c.PNG images/d.png --out out").exit_code, 0);
  ASSERT_EQ(run("images/a.png images/d.png --out out --continue").exit_code, 0);
  ASSERT_EQ(run("images/a.png images/d.png --out fresh").exit_code, 0);
  EXPECT_EQ(file_text(folder() / "out/detections.json"),
            file_text(folder() / "fresh/detections.json"));
  EXPECT_EQ(progress("out"), progress("fresh"));
}

TEST_F(ManyImages, OneImageOfTheGroundTruthIsTakenOnce) {
  std::filesystem::create_directories(folder() / "copies");
  std::filesystem::copy(folder() / "images/a.png", folder() / "copies/a.png");
  std::ofstream(folder() / "truth.json")
      << R"({"categories":[],"images":[{"id":5,"file_name":"a.png"}],"annotations":[]})";
  const Finished done = run("images/a.png copies/a.png images/a.png --truth truth.json --out out");
  EXPECT_EQ(done.exit_code, 3);
  EXPECT_NE(done.error.find("mrcnn: copies/a.png: is the same image of the ground truth as "
                            "images/a.png\nmrcnn: images/a.png: is the same image"),
            std::string::npos)
      << done.error;
  EXPECT_EQ(progress("out").size(), 1U);
}

TEST_F(ManyImages, ARunGoesOnOnlyWithTheSameModelAndConfiguration) {
  const std::string images = "images/a.png images/d.png --out out ";
  ASSERT_EQ(run(images).exit_code, 0);
  for (const std::string other : {"--set box_head.nms_iou=0.4", "--conv reference"}) {
    const Finished done = run(images + "--continue " + other);
    EXPECT_EQ(done.exit_code, 2) << other;
    EXPECT_NE(done.error.find("progress.jsonl: was made with another model"), std::string::npos);
  }
  EXPECT_EQ(run("images/a.png --out out --continue --to features").exit_code, 2);
}

TEST_F(ManyImages, TheResultsAreThoseOfSingleRuns) {
  ASSERT_EQ(run("images/a.png images/d.png --out both").exit_code, 0);
  ASSERT_EQ(run("images/a.png --out one").exit_code, 0);
  const std::string both = file_text(folder() / "both/detections.json");
  const std::string one = file_text(folder() / "one/detections.json");
  EXPECT_EQ(both.substr(0, one.size() - 3), one.substr(0, one.size() - 3));
  EXPECT_FALSE(std::filesystem::exists(folder() / "one/progress.jsonl"));
}

TEST_F(ManyImages, PicturesDoNotGoAmongTheImages) {
  const Finished done = run("--images images --out images/../images/");
  EXPECT_EQ(done.exit_code, 2);
  EXPECT_NE(done.error.find("holds the images of --images"), std::string::npos) << done.error;
}

TEST_F(ManyImages, TooFewFilesIsNoFaultOfTheImages) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "the address sanitizer needs further files";
#endif
  int refused = 0;
  for (int most = 3; most < 20; ++most) {
    const std::string limited =
        "sh -c 'ulimit -n " + std::to_string(most) + "; exec " MRCNN_PROGRAM_FILE " ";
    if (shell(limited + "--version'").exit_code == 0) {
      const Finished done = shell(limited + "run images/a.png'");
      EXPECT_TRUE(done.exit_code == 0 || done.exit_code == 4) << most << ": " << done.error;
      refused += done.exit_code == 4 ? 1 : 0;
    }
  }
  EXPECT_GT(refused, 0);
}

TEST_F(ManyImages, ASecondRunIntoTheSameFolderIsRefused) {
  const std::string lock = "flock -x busy ";  // util-linux
  std::filesystem::create_directories(folder() / "busy");
  for (const std::string option : {"--out busy", "--dump busy --out free"}) {
    const Finished done = shell(lock + MRCNN_PROGRAM_FILE + " run images/a.png --quiet --model " +
                                small_net("model.safetensors") + " " + option);
    EXPECT_EQ(done.exit_code, 2) << option;
    EXPECT_EQ(done.error, "mrcnn: busy: another run writes into it; choose another folder\n");
  }
  EXPECT_EQ(run("images/a.png --dump busy --out busy").exit_code, 0) << "its own folder twice";
}

}  // namespace mrcnn
