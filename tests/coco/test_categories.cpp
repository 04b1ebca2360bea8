#include <limits>

#include <gtest/gtest.h>

#include "common/coco/categories.hpp"
#include "common/error.hpp"

#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

using Ids = std::vector<std::int64_t>;

const std::vector<std::string> kClasses = {"background", "square", "circle"};

CocoDataset with_categories(std::vector<CocoCategory> categories) {
  CocoDataset dataset;
  dataset.categories = std::move(categories);
  return dataset;
}

void add_object(CocoDataset& dataset, std::int64_t category) {
  dataset.annotations.emplace_back().category_id = category;
}

/// The label of an object of a category; -1 if it is refused.
std::int32_t label(const CocoDataset& dataset, std::int64_t category,
                   const std::vector<std::string>& classes) {
  CocoAnnotation object;
  object.category_id = category;
  try {
    return label_of(dataset, object, classes, "t.json");
  } catch (const InputError&) {
    return -1;
  }
}

std::string message_of(const CocoDataset& dataset, std::int64_t category,
                       const std::vector<std::string>& classes) {
  CocoAnnotation object;
  object.category_id = category;
  return mrcnn::message_of<InputError>([&] { label_of(dataset, object, classes, "t.json"); });
}

const CocoDataset kThree = with_categories({{1, "circle"}, {2, "square"}, {3, "dragon"}});

TEST(Categories, LabelsAreFoundByName) {
  EXPECT_EQ(label(kThree, 1, kClasses), 2);
  EXPECT_EQ(label(kThree, 2, kClasses), 1);
  EXPECT_EQ(label(kThree, 3, kClasses), -1);
}

TEST(Categories, ANumberWithTwoNamesIsRefused) {
  const CocoDataset dataset = with_categories({{1, "circle"}, {1, "square"}});
  EXPECT_EQ(message_of(dataset, 1, kClasses), "t.json: category_id 1 is both circle and square");
}

TEST(Categories, AModelWhoseClassesHaveNoNamesNamesTheOption) {
  EXPECT_EQ(message_of(kThree, 1, {"background", "class 1", "class 2"}),
            "t.json: class \"circle\" is unknown to the model, whose classes have no names: give "
            "them with --set classes=background,NAME1,...");
}

/// torchvision's list of COCO's classes with a few names.
std::vector<std::string> coco_slots() {
  std::vector<std::string> slots(91, "N/A");
  slots[1] = "person";
  slots[2] = "bicycle";
  slots[5] = "airplane";
  return slots;
}

// Darknet's names of COCO's classes.
TEST(Categories, OfCocosNumbersOnesWithoutANameAreFoundByNumber) {
  const CocoDataset dataset =
      with_categories({{1, "person"}, {2, "bicycle"}, {5, "aeroplane"}, {91, "hair brush"}});
  EXPECT_EQ(label(dataset, 2, coco_slots()), 2);
  EXPECT_EQ(label(dataset, 5, coco_slots()), 5);
  EXPECT_EQ(label(dataset, 91, coco_slots()), -1) << "there is no such slot";
  EXPECT_EQ(category_ids(&dataset, coco_slots())[5], 5);
  std::vector<std::string> more = coco_slots();
  more.emplace_back("one more");
  EXPECT_EQ(label(dataset, 5, more), -1) << "another list";
}

// Pascal VOC has 1 aeroplane, 2 bicycle, ... 15 person.
TEST(Categories, OfOtherNumbersOnlyNamesCount) {
  const CocoDataset dataset = with_categories({{1, "aeroplane"}, {2, "bicycle"}, {15, "person"}});
  EXPECT_EQ(label(dataset, 1, coco_slots()), -1);
  EXPECT_EQ(label(dataset, 15, coco_slots()), 1);
  const Ids ids = category_ids(&dataset, coco_slots());
  EXPECT_EQ(ids[1], 15);
  EXPECT_GT(ids[5], 15);
  EXPECT_EQ(label(with_categories({{1, "widget"}}), 1, coco_slots()), -1) << "no name is shared";
}

TEST(Categories, LabelsGetTheIdOfTheirName) {
  EXPECT_EQ(category_ids(&kThree, {"background", "square", "circle"}), (Ids{0, 2, 1}));
  EXPECT_EQ(category_ids(nullptr, kClasses), (Ids{0, 1, 2}));
}

TEST(Categories, AClassThatTheFileLacksGetsANewIdBehindItsLargest) {
  const std::vector<std::string> classes = {"background", "star", "square", "ring"};
  EXPECT_EQ(category_ids(&kThree, classes), (Ids{0, 4, 2, 5}));
  EXPECT_EQ(labels_without_category(kThree, classes), (std::vector<std::size_t>{1, 3}));
  constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();
  const CocoDataset huge = with_categories({{kLargest, "circle"}});
  EXPECT_EQ(category_ids(&huge, kClasses), (Ids{0, 1, kLargest}));
}

TEST(Categories, UnnamedSlotsLackNoCategory) {
  EXPECT_EQ(labels_without_category(with_categories({{2, "bicycle"}}), coco_slots()),
            (std::vector<std::size_t>{1, 5}));
}

// Roboflow: 0 is the data set itself.
TEST(Categories, OfTwoWithOneNameTheOneWithObjectsCounts) {
  CocoDataset dataset = with_categories({{0, "circle"}, {3, "circle"}, {4, "square"}});
  add_object(dataset, 3);
  EXPECT_EQ(category_ids(&dataset, kClasses), (Ids{0, 4, 3}));
  std::swap(dataset.categories[0], dataset.categories[1]);
  EXPECT_EQ(category_ids(&dataset, kClasses), (Ids{0, 4, 3}));
}

}  // namespace
}  // namespace mrcnn
