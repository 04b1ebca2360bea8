#include "viz/image_io.hpp"

#include "tests/cli/program.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

const fs::path kBundled = MRCNN_SOURCE_DIR "/data/scenes/bundled";

/// The words of the README's line "mrcnn scenes ... --out FOLDER" between "mrcnn" and the folder.
std::string command_of_readme() {
  const std::string readme = file_text(kBundled / "README.md");
  const std::string first = "    mrcnn ";
  const std::string last = "data/scenes/bundled\n";
  const std::size_t begin = readme.find(first);
  const std::size_t end = readme.find(last, begin);
  return end == std::string::npos ? ""
                                  : readme.substr(begin + first.size(), end - begin - first.size());
}

}  // namespace

using ScenesCommand = ProgramTest;

// Pixels, not files: another libpng may pack them otherwise.
TEST_F(ScenesCommand, RemakesTheBundledScenesPixelByPixel) {
  const std::string command = command_of_readme();
  ASSERT_NE(command, "");
  const Finished made = mrcnn(command + "made");
  ASSERT_EQ(made.exit_code, 0) << made.error;
  std::size_t scenes = 0;
  for (const auto& entry : fs::directory_iterator(kBundled)) {
    if (entry.path().extension() == ".png") {
      EXPECT_EQ(read_image_file(folder() / "made" / entry.path().filename()).image.pixels,
                read_image_file(entry.path()).image.pixels)
          << entry.path().filename();
      ++scenes;
    }
  }
  EXPECT_EQ(scenes, 6U);
  EXPECT_EQ(file_text(folder() / "made/truth.json"), file_text(kBundled / "truth.json"));
}

TEST_F(ScenesCommand, NamesFilesBySeedAndSaysWhatItMade) {
  const Finished made = mrcnn("scenes --count 2 --seed 9 --size 96,64 --out made");
  ASSERT_EQ(made.exit_code, 0) << made.error;
  EXPECT_EQ(made.out.substr(0, 14), "2 scenes with ");
  const InputImage<Host> image = read_image_file(folder() / "made/scene_000009.png").image;
  EXPECT_EQ(image.pixels.shape(0), 64U);
  EXPECT_EQ(image.pixels.shape(1), 96U);
  EXPECT_TRUE(fs::exists(folder() / "made/scene_000010.png"));
}

}  // namespace mrcnn
