#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/program/batch/images_in_folder.hpp"

#include "tests/io/test_files.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

struct ImagesInFolder : testing::Test {
  std::string refusal() const {
    try {
      (void)images_in(folder.path());
    } catch (const InputError& error) {
      return std::string(error.what()).substr(folder.path().string().size());
    }
    return "";
  }

  TemporaryFolder folder;
};

TEST_F(ImagesInFolder, AreThoseThatAreReadInTheOrderOfTheirNames) {
  for (const char* name : {"b.JPG", "a.png", "c.ppm", "C.jpeg", "._a.png", "notes.txt", "png"}) {
    put(folder / name, "");
  }
  fs::create_symlink("nothing", folder / "link");
  const FolderImages images = images_in(folder.path());
  std::string names;
  for (const std::string& file : images.files) {
    names += fs::path(file).filename().string() + " ";
  }
  EXPECT_EQ(names, "C.jpeg a.png b.JPG c.ppm ");
  EXPECT_FALSE(images.warning);
}

TEST_F(ImagesInFolder, OfOtherFormatsAreNamed) {
  put(folder / "b.tif", "");
  const std::string file = (folder.path() / "b.tif").string();
  const std::string one =
      ": 1 image is left out, the first is b.tif; expected PNG, JPEG or PPM; ImageMagick converts "
      "it: convert " +
      file + " " + file + ".png";
  EXPECT_EQ(refusal(), one);
  put(folder / "a.png", "");
  EXPECT_EQ(images_in(folder.path()).warning, folder.path().string() + one);
}

TEST_F(ImagesInFolder, OfFoldersInItAreNotSearched) {
  EXPECT_EQ(refusal(), ": no image, expected *.png, *.jpg or *.ppm");
  fs::create_directory(folder / "train");
  EXPECT_EQ(
      refusal(),
      ": no image, expected *.png, *.jpg or *.ppm; folders in it are not searched: --images " +
          (folder / "train").string());
}

}  // namespace
}  // namespace mrcnn
