#include <gtest/gtest.h>

#include "stages/program/evaluate/class_warning.hpp"

namespace mrcnn {
namespace {

using Lines = std::vector<std::string>;

/// Categories with an object each, but those below 0.
CocoDataset truth_with(const std::vector<CocoCategory>& categories) {
  CocoDataset truth;
  for (const CocoCategory& category : categories) {
    truth.categories.push_back(category);
    CocoAnnotation object;
    object.category_id = category.id;
    if (category.id >= 0) {
      truth.annotations.push_back(object);
    }
  }
  return truth;
}

const Lines kClasses = {"background", "square", "circle"};

TEST(ClassWarning, NoneWhereAllHavePartners) {
  EXPECT_TRUE(
      class_warnings(truth_with({{7, "circle"}, {9, "square"}}), kClasses, "t.json", true).empty());
}

TEST(ClassWarning, ClassesWithoutACategoryComeWithTheirIds) {
  EXPECT_EQ(class_warnings(truth_with({{7, "circle"}}), kClasses, "t.json", false),
            Lines{"t.json: no category for some of the model's classes; their ids in "
                  "detections.json: square 8"});
}

TEST(ClassWarning, ClassesWithoutNamesComeWithTheOption) {
  EXPECT_EQ(class_warnings(truth_with({{7, "circle"}}), {"background", "class 1"}, "t.json", false),
            Lines{"t.json: no category for some of the model's classes; their ids in "
                  "detections.json: class 1 8; name them with --set classes=background,NAME1,..."});
}

TEST(ClassWarning, CategoriesWithoutAClassAreSaidWhereAccuracyIsMeasured) {
  const CocoDataset truth =
      truth_with({{1, "circle"}, {2, "square"}, {3, "dragon"}, {-1, "no objects"}});
  EXPECT_TRUE(class_warnings(truth, kClasses, "t.json", false).empty());
  EXPECT_EQ(class_warnings(truth, kClasses, "t.json", true),
            Lines{"t.json: the model has no class for some categories, whose AP is 0: dragon"});
}

TEST(ClassWarning, TwoCategoriesWithOneNameAreSaidIfBothHaveObjects) {
  const auto warnings = [](std::int64_t first) {
    return class_warnings(truth_with({{first, "circle"}, {3, "circle"}, {4, "square"}}), kClasses,
                          "t.json", false);
  };
  EXPECT_TRUE(warnings(-1).empty());
  EXPECT_EQ(warnings(0), Lines{"t.json: categories 0 and 3 are both called circle: results get the "
                               "last, the objects of the other count as missed"});
}

}  // namespace
}  // namespace mrcnn
