#include <gtest/gtest.h>

#include "common/coco/match_images.hpp"

#include "tests/coco/images_called.hpp"

namespace mrcnn {
namespace {

std::string warning_of(const std::vector<std::string>& names,
                       const std::vector<std::string>& files) {
  return match_images(images_called(names), files, "t.json").warning.value_or("none");
}

TEST(MatchImages, FilesWhoseEntryAnEarlierOneHasAreRepeated) {
  const CocoDataset dataset = images_called({"a.png", "b.png"});
  const ImageMatches matches =
      match_images(dataset, {"x/a.png", "b.png", "none.png", "y/a.png", "./b.png"}, "t.json");
  EXPECT_EQ(matches.repeated, (std::map<std::size_t, std::size_t>{{3, 0}, {4, 1}}));
  EXPECT_EQ(matches.warning, std::nullopt) << "a.png is right in any folder";
}

TEST(MatchImages, TheFileInTheRightFolderHasTheEntry) {
  const ImageMatches matches =
      match_images(images_called({"val/a.png"}), {"train/a.png", "val/a.png"}, "t.json");
  EXPECT_EQ(matches.repeated, (std::map<std::size_t, std::size_t>{{0, 1}}));
  EXPECT_EQ(matches.warning, std::nullopt);
}

TEST(MatchImages, AnotherFolderIsDoubtful) {
  EXPECT_EQ(warning_of({"val/a.png"}, {"train/a.png"}),
            "t.json: takes val/a.png for train/a.png although the folders differ: check that the "
            "images are the same");
  EXPECT_EQ(warning_of({"val/a.png", "val/b.png", "c.png"}, {"x/a.png", "x/b.png", "x/c.png"}),
            "t.json: takes val/a.png for x/a.png, and 1 more, although the folders differ: check "
            "that the images are the same");
  EXPECT_EQ(warning_of({"cam1/images/a.png"}, {"cam2/images/a.png"}).substr(0, 30),
            "t.json: takes cam1/images/a.pn");
  EXPECT_EQ(warning_of({"val/a.png"}, {"x/val/a.png"}), "none");
}

TEST(MatchImages, FoldersOfAnotherMachineMayDiffer) {
  for (const char* name : {"/data/coco/val2017/a.png", "https://example.org/val2017/a.png",
                           "C:\\coco\\val2017\\a.png", "\\\\server\\val2017\\a.png"}) {
    EXPECT_EQ(warning_of({name}, {"/home/me/images/a.png"}), "none") << name;
  }
  EXPECT_NE(warning_of({"/data/coco/val2017/a.png"}, {"/home/coco/train2017/a.png"}), "none");
}

}  // namespace
}  // namespace mrcnn
