#include <gtest/gtest.h>

#include "common/io/near_name.hpp"

namespace mrcnn {
namespace {

const std::vector<std::string> kNames = {"circle", "square", "triangle", "star"};

TEST(NearName, CaseAndOneLetterMakeNoDifference) {
  EXPECT_EQ(near_name("Circle", kNames), "circle");
  EXPECT_EQ(near_name("SQUARE", kNames), "square");
  EXPECT_EQ(near_name("triangel", kNames), "triangle");
  EXPECT_EQ(near_name("stars", kNames), "star");
}

TEST(NearName, AnotherWordIsNotNear) {
  EXPECT_EQ(near_name("person", kNames), std::nullopt);
  EXPECT_EQ(near_name("", kNames), std::nullopt);
  EXPECT_EQ(near_name("star", {}), std::nullopt);
  EXPECT_EQ(near_name(std::string(100000, 'a'), {std::string(100000, 'a')}), std::nullopt);
}

}  // namespace
}  // namespace mrcnn
