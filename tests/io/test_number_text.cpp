#include <limits>

#include <gtest/gtest.h>

#include "common/io/number_text.hpp"

namespace mrcnn {
namespace {

TEST(NumberText, HasAsManyDecimalPlacesAsAskedFor) {
  EXPECT_EQ(fixed_decimals(3.14159, 2), "3.14");
  EXPECT_EQ(fixed_decimals(-0.5, 0), "-0");
  EXPECT_EQ(fixed_decimals(2.0 / 3.0, 4), "0.6667");
}

TEST(NumberText, AProbabilityBelowOneNeverReadsAsOne) {
  EXPECT_EQ(probability_text(0.99961, 3), ">0.999");
  EXPECT_EQ(probability_text(0.9994, 3), "0.999");
  EXPECT_EQ(probability_text(0.996, 2), ">0.99");
  EXPECT_EQ(probability_text(1.0, 3), "1.000");
  EXPECT_EQ(probability_text(0.0001, 3), "<0.001");
  EXPECT_EQ(probability_text(0.0, 3), "0.000");
}

TEST(NumberText, EveryDoubleHasAText) {
  EXPECT_EQ(fixed_decimals(std::numeric_limits<double>::max(), 3).size(), 313U);
  EXPECT_EQ(fixed_decimals(std::numeric_limits<double>::quiet_NaN(), 3), "nan");
}

TEST(NumberText, ShortNumbersArePaddedAndLongOnesKept) {
  EXPECT_EQ(right_aligned(3.14159, 2, 6), "  3.14");
  EXPECT_EQ(right_aligned(123456.7, 1, 6), "123456.7");
}

TEST(NumberText, SignificantDigitsAreThoseOfPrintfAndWholeBelowAMillion) {
  EXPECT_EQ(significant_digits(230.528336, 3), "231");
  EXPECT_EQ(significant_digits(230.528336, 9), "230.528336");
  EXPECT_EQ(significant_digits(1728.0, 3), "1728");
  EXPECT_EQ(significant_digits(-999999.0, 3), "-999999");
  EXPECT_EQ(significant_digits(1e6, 3), "1e+06");
  EXPECT_EQ(significant_digits(0.0, 3), "0");
  EXPECT_EQ(significant_digits(3.4e-05, 3), "3.4e-05");
  EXPECT_EQ(significant_digits(std::numeric_limits<double>::infinity(), 3), "inf");
}

}  // namespace
}  // namespace mrcnn
