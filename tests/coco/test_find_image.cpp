#include <gtest/gtest.h>

#include "common/coco/find_image.hpp"
#include "common/error.hpp"

namespace mrcnn {
namespace {

CocoDataset images_called(const std::vector<std::string>& names) {
  CocoDataset dataset;
  for (const std::string& name : names) {
    dataset.images.push_back({static_cast<std::int64_t>(dataset.images.size()) + 1, name, {}, {}});
  }
  return dataset;
}

/// The id of the image that is found, 0 for an error.
std::int64_t found(const std::vector<std::string>& names, const std::string& file) {
  try {
    return find_image(images_called(names), file, "t.json").id;
  } catch (const InputError&) {
    return 0;
  }
}

std::string message_of(const std::vector<std::string>& names, const std::string& file) {
  try {
    find_image(images_called(names), file, "t.json");
  } catch (const InputError& error) {
    return error.what();
  }
  return "found";
}

TEST(FindImage, TheLongestCommonTailOfThePathsDecides) {
  const std::vector<std::string> names = {"cam1/0001.png", "cam2/0001.png", "night/cam2/0001.png"};
  EXPECT_EQ(found(names, "/data/cam1/0001.png"), 1);
  EXPECT_EQ(found(names, "/data/cam2/0001.png"), 2);
  EXPECT_EQ(found(names, "/data/night/cam2/0001.png"), 3);
}

TEST(FindImage, OneBaseNameIsEnough) {
  EXPECT_EQ(found({"train/a.png", "train/ba.png"}, "/elsewhere/a.png"), 1);
}

TEST(FindImage, AnotherFolderOfTheDataSetIsAnotherImage) {
  for (const char* root : {"", "/data/coco/", "C:\\", "https://example.org/"}) {
    const std::vector<std::string> names = {root + std::string("val/a.png"),
                                            root + std::string("train/b.png")};
    EXPECT_EQ(message_of(names, "/home/train/a.png"),
              "t.json: has " + names[0] +
                  " and no train/a.png, but other images in train, expected one of its images (2 "
                  "in all)");
    EXPECT_EQ(found(names, "/home/train/b.png"), 2);
    EXPECT_EQ(found(names, "/home/other/a.png"), 1);
  }
  EXPECT_EQ(found({"a.png", "train/b.png"}, "/home/train/a.png"), 1) << "any folder is right";
  EXPECT_EQ(found({"x/val/a.png", "y/b.png"}, "/y/val/a.png"), 1) << "not at the same height";
}

TEST(FindImage, AbsolutePathsAddressesAndBackslashesAreCompared) {
  for (const std::string name :
       {"/data/upload/4/a b.png", "../images/a b.png", "images\\a b.png", "C:\\images\\a b.png",
        "https://example.org/x/a%20b.png?width=3", "file:///home/x/a b.png", "./a b.png"}) {
    EXPECT_EQ(found({"other.png", name}, "/home/me/a b.png"), 2) << name;
  }
  EXPECT_EQ(found({"C:\\cam1\\a.png", "C:\\cam2\\a.png"}, "/data/cam2/a.png"), 2);
}

TEST(FindImage, APercentSignInAPathIsNoEscape) {
  EXPECT_EQ(found({"a%20b.png"}, "a%20b.png"), 1);
  EXPECT_EQ(found({"a%20b.png"}, "a b.png"), 0);
}

TEST(FindImage, SeveralImagesThatMatchEquallyWellAreRefused) {
  EXPECT_EQ(message_of({"cam1/a.png", "cam2/a.png"}, "/data/a.png"),
            "t.json: images 1 and 2 (cam1/a.png, cam2/a.png) both match /data/a.png, expected one");
}

TEST(FindImage, AnImageThatIsListedTwiceIsFound) {
  CocoDataset dataset = images_called({"a.png", "a.png"});
  dataset.images[1].id = 1;
  EXPECT_EQ(&find_image(dataset, "a.png", "t.json"), dataset.images.data());
}

TEST(FindImage, AnUnknownImageIsRefusedWithANameThatIsNear) {
  EXPECT_EQ(
      message_of({"street_1.jpg", "x/house.jpg"}, "Street_1.png"),
      "t.json: no image is called Street_1.png, expected one of its images (2 in all), for example "
      "street_1.jpg");
  EXPECT_EQ(message_of({"x/image", "y"}, "image.png"),
            "t.json: no image is called image.png, expected one of its images (2 in all), for "
            "example image")
      << "no name is near";
  EXPECT_EQ(message_of({}, "a.png"),
            "t.json: no image is called a.png, expected one of its images (0 in all)");
}

TEST(FindImage, AccentsThatAreStoredInTwoWaysAreNamed) {
  const std::string composed = "caf\xc3\xa9.png";
  const std::string decomposed = "cafe\xcc\x81.png";
  EXPECT_EQ(message_of({composed}, decomposed),
            "t.json: no image is called " + decomposed +
                ", expected one of its images (1 in all), for "
                "example " +
                composed +
                "; if they look the same, their accents are stored in two ways: "
                "convmv -f utf8 -t utf8 --nfc --notest " +
                decomposed);
  EXPECT_EQ(message_of({"cafe.png"}, composed).find("accents"), std::string::npos);
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

std::string warning_of(const std::vector<std::string>& names,
                       const std::vector<std::string>& files) {
  return match_images(images_called(names), files, "t.json").warning.value_or("none");
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

TEST(FindImage, EntriesWithoutANameAreNoImage) {
  EXPECT_EQ(found({"", "/", "a.png"}, "a.png"), 3);
}

}  // namespace
}  // namespace mrcnn
