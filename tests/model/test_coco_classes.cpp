#include <algorithm>

#include <gtest/gtest.h>

#include "stages/pipeline/model/coco_classes.hpp"

namespace mrcnn {
namespace {

TEST(CocoClasses, TenOfTheClassSlotsAreUnused) {
  const auto slots = coco_class_slots();
  EXPECT_EQ(std::count(slots.begin(), slots.end(), "N/A"), 10);
  for (const int unused : {12, 26, 29, 30, 45, 66, 68, 69, 71, 83}) {
    EXPECT_EQ(slots[static_cast<std::size_t>(unused)], "N/A") << unused;
  }
}

TEST(CocoClasses, NamesAreTheSlotsWithoutTheUnusedOnes) {
  const auto names = coco_class_names();
  ASSERT_EQ(names.size(), 81U);
  EXPECT_EQ(names[0], "background");
  EXPECT_EQ(names[1], "person");
  EXPECT_EQ(names[11], "fire hydrant");
  EXPECT_EQ(names[12], "stop sign");
  EXPECT_EQ(names[80], "toothbrush");
  EXPECT_EQ(std::count(names.begin(), names.end(), "N/A"), 0);
}

}  // namespace
}  // namespace mrcnn
