#include <gtest/gtest.h>

#include "viz/drawn_objects.hpp"

namespace mrcnn {
namespace {

TEST(DrawnObjects, AreTheLikelyOnesOrElseTheThreeBest) {
  EXPECT_EQ(objects_drawn({0.9F, 0.5F, 0.49F, 0.1F}), 2U);
  EXPECT_EQ(objects_drawn({0.4F, 0.3F, 0.2F, 0.1F}), 3U);
  EXPECT_EQ(objects_drawn({0.4F}), 1U);
  EXPECT_EQ(objects_drawn(make_tensor<float>({0})), 0U);
  EXPECT_EQ(objects_drawn(filled_tensor<float>({100}, 0.9F)), kMostObjectsDrawn);
}

TEST(DrawnObjects, KeepTheirNumberWhenOthersAreLeftOut) {
  EXPECT_EQ(rows_kept({1, 0, 0, 1}), (std::vector<std::size_t>{0, 3}));
  EXPECT_EQ(number_of({0, 3}, 1), 3U);
  EXPECT_EQ(number_of({}, 1), 1U);
}

TEST(DrawnObjects, ALabelOutsideTheListIsANumber) {
  EXPECT_EQ(name_of_class({"background", "star"}, 1), "star");
  EXPECT_EQ(name_of_class({"background", "star"}, 2), "class 2");
  EXPECT_EQ(name_of_class({}, -1), "class -1");
}

}  // namespace
}  // namespace mrcnn
