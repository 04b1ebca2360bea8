#include <gtest/gtest.h>

#include "common/enum_names.hpp"

namespace mrcnn {

enum class Season { dry, rainy };

constexpr auto names_of(Season) {
  return std::array{"dry", "rainy"};
}

namespace {

TEST(EnumNames, FollowTheOrderOfTheEnumerators) {
  EXPECT_EQ(all_names<Season>(), (std::vector<std::string>{"dry", "rainy"}));
  EXPECT_EQ(name_of(Season::dry), "dry");
  EXPECT_EQ(name_of(Season::rainy), "rainy");
}

TEST(EnumNames, AValueIsFoundByItsWholeNameOnly) {
  EXPECT_EQ(value_named<Season>("rainy"), Season::rainy);
  EXPECT_EQ(value_named<Season>("rain"), std::nullopt);
  EXPECT_EQ(value_named<Season>(""), std::nullopt);
}

TEST(EnumNames, AValueWithoutANameThrows) {
  EXPECT_THROW((void)name_of(static_cast<Season>(2)), std::out_of_range);
}

}  // namespace
}  // namespace mrcnn
