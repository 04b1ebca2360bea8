#include <gtest/gtest.h>

#include "common/coco/truth.hpp"
#include "common/error.hpp"

#include "tests/coco/drawn_mask.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

const std::vector<std::string> kClasses = {"background", "square", "circle"};

CocoDataset two_images() {
  CocoDataset dataset;
  dataset.images = {{7, "train/a.png", {3, 4}, {}}, {8, "b.png", {2, 2}, {}}};
  dataset.categories = {{1, "circle"}, {2, "square"}, {3, "dragon"}};
  dataset.annotations = {
      {1, 7, 1, {1, 0, 2, 2}, {}, false, Rle{{3, 4}, {3, 2, 1, 1, 5}}, true, {}},
      {2, 8, 3, {0, 0, 1, 1}, {}, false, {}, true, {}},
      {3, 7, 3, {0, 0, 4, 3}, {}, true, {}, true, {}},
      {4, 7, 2, {0.1, 0.2, 0.3, 0.4}, {}, false, {}, true, {}},
  };
  return dataset;
}

std::string message_of(const CocoDataset& dataset, const std::string& file, ImageSize size,
                       const std::vector<std::string>& classes = kClasses) {
  return mrcnn::message_of<InputError>([&] { find_truth(dataset, file, size, classes, "t.json"); });
}

TEST(Truth, ObjectsOfTheImageComeInFileOrderWithoutCrowds) {
  const ImageTruth truth = find_truth(two_images(), "/data/x/a.png", {3, 4}, kClasses, "t.json");
  EXPECT_EQ(truth.image_id, 7);
  ASSERT_EQ(truth.boxes.size(), 2U);
  EXPECT_EQ(truth.boxes(0), (Box{1, 0, 3, 2}));
  EXPECT_EQ(truth.labels(0), 2);
  EXPECT_EQ(truth.labels(1), 1);
}

TEST(Truth, TheFarCornerIsAddedInFloat32) {
  const ImageTruth truth = find_truth(two_images(), "a.png", {3, 4}, kClasses, "t.json");
  EXPECT_EQ(truth.boxes(1), (Box{0.1F, 0.2F, 0.1F + 0.3F, 0.2F + 0.4F}));
}

TEST(Truth, MasksHaveTheSizeOfThePhotographAndAreEmptyWithoutOutline) {
  const ImageTruth truth = find_truth(two_images(), "a.png", {3, 4}, kClasses, "t.json");
  ASSERT_EQ(truth.masks.shape(0), 2U);
  ASSERT_EQ(truth.masks.shape(1), 3U);
  ASSERT_EQ(truth.masks.shape(2), 4U);
  const std::vector<std::uint8_t> pixels(truth.masks.begin(), truth.masks.end());
  EXPECT_EQ(picture(pixels, {6, 4}),
            (std::vector<std::string>{".##.", ".#..", "....", "....", "....", "...."}));
}

TEST(Truth, AnImageWithoutObjectsHasZeroRows) {
  CocoDataset dataset = two_images();
  dataset.annotations.clear();
  const ImageTruth truth = find_truth(dataset, "a.png", {3, 4}, kClasses, "t.json");
  EXPECT_EQ(truth.boxes.size(), 0U);
  EXPECT_EQ(truth.masks.shape(0), 0U);
  EXPECT_EQ(truth.masks.shape(1), 3U);
}

TEST(Truth, AnotherImageSizeIsRefused) {
  EXPECT_EQ(message_of(two_images(), "a.png", {4, 3}),
            "t.json: image 7 is 3x4 (height x width), expected 4x3 like a.png; if it has an EXIF "
            "orientation, which is ignored here: mogrify -auto-orient a.png");
  EXPECT_EQ(message_of(two_images(), "a.png", {4, 4}),
            "t.json: image 7 is 3x4 (height x width), expected 4x4 like a.png");
}

TEST(Truth, AClassThatTheModelDoesNotKnowIsRefusedByName) {
  EXPECT_EQ(
      message_of(two_images(), "b.png", {2, 2}),
      "t.json: annotation 2: class \"dragon\" is unknown to the model, expected one of square, "
      "circle");
  EXPECT_EQ(
      message_of(two_images(), "b.png", {2, 2}, {"background", "a", "b", "c", "d"}),
      "t.json: annotation 2: class \"dragon\" is unknown to the model, expected one of a, b, c, "
      "... (4)");
}

TEST(Truth, NoObjectIsBackground) {
  CocoDataset dataset = two_images();
  dataset.categories[2].name = "background";
  EXPECT_NE(message_of(dataset, "b.png", {2, 2}), "accepted");
}

TEST(Truth, AnEntryWithADefectStopsItsOwnImageOnly) {
  CocoDataset dataset = two_images();
  dataset.categories[2].name = "square";
  dataset.annotations[1].defect = "t.json: annotations[1] (id 2): bbox: ...";
  EXPECT_EQ(message_of(dataset, "a.png", {3, 4}), "accepted");
  EXPECT_EQ(message_of(dataset, "b.png", {2, 2}), dataset.annotations[1].defect);
  dataset.annotations[1].is_crowd = true;
  EXPECT_EQ(message_of(dataset, "b.png", {2, 2}), "accepted") << "crowds are left out";
}

TEST(Truth, AMissingBoxIsThatOfTheMask) {
  CocoDataset dataset = two_images();
  dataset.annotations[0].has_bbox = false;
  dataset.annotations[0].bbox = {};
  const ImageTruth truth = find_truth(dataset, "a.png", {3, 4}, kClasses, "t.json");
  EXPECT_EQ(truth.boxes(0), (Box{1, 0, 3, 2}));
}

TEST(Truth, TwoImagesWithOneIdShareTheirObjectsWithAWarning) {
  CocoDataset dataset = two_images();
  EXPECT_EQ(find_truth(dataset, "a.png", {3, 4}, kClasses, "t.json").warning, std::nullopt);
  dataset.images.push_back({7, "c.png", {3, 4}, {}});
  EXPECT_EQ(find_truth(dataset, "a.png", {3, 4}, kClasses, "t.json").warning,
            "t.json: train/a.png and c.png both have the id 7, all its annotations are taken");
}

// A few bytes can describe outlines of any length, far outside the image.
TEST(Truth, OutlinesThatTakeTooLongToDrawAreRefused) {
  CocoDataset dataset = two_images();
  const Polygon far = {0, 0, 3e6, 0, 3e6, 3e6, 0, 3e6};
  dataset.annotations[0].segmentation = std::vector<Polygon>(5, far);
  EXPECT_EQ(message_of(dataset, "a.png", {3, 4}),
            "t.json: annotation 1: the outlines and masks of image 7 take more than 268435456 "
            "steps to draw");
}

}  // namespace
}  // namespace mrcnn
