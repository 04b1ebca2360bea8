#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/weights/float_formats.hpp"

namespace mrcnn {

namespace {

/// The definition of a binary floating-point number, in double: sign * mantissa * 2^exponent.
double value_of(unsigned bits, unsigned exponent_bits, unsigned mantissa_bits) {
  const unsigned mantissa = bits & ((1U << mantissa_bits) - 1U);
  const unsigned largest = (1U << exponent_bits) - 1U;
  const unsigned exponent = (bits >> mantissa_bits) & largest;
  const int bias = static_cast<int>(largest / 2);
  const double sign = (bits >> (exponent_bits + mantissa_bits)) != 0 ? -1.0 : 1.0;
  if (exponent == largest) {
    return mantissa == 0 ? sign * std::numeric_limits<double>::infinity() : std::nan("");
  }
  const unsigned hidden = exponent == 0 ? 0U : 1U << mantissa_bits;
  const int scale =
      static_cast<int>(std::max(exponent, 1U)) - bias - static_cast<int>(mantissa_bits);
  return sign * std::ldexp(static_cast<double>(hidden + mantissa), scale);
}

bool same(float got, double expected) {
  return std::isnan(expected)
             ? std::isnan(got)
             : static_cast<double>(got) == expected && std::signbit(got) == std::signbit(expected);
}

TEST(FloatFormats, Every16BitNumberIsConvertedExactly) {
  for (unsigned bits = 0; bits < 65536U; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    ASSERT_TRUE(same(float_from_f16(half), value_of(bits, 5, 10))) << "F16 " << bits;
    ASSERT_TRUE(same(float_from_bf16(half), value_of(bits, 8, 7))) << "BF16 " << bits;
  }
}

TEST(FloatFormats, KnownHalvesHaveTheirValue) {
  EXPECT_EQ(float_from_f16(0x3C00), 1.0F);
  EXPECT_EQ(float_from_f16(0xC000), -2.0F);
  EXPECT_EQ(float_from_f16(0x7BFF), 65504.0F);
  EXPECT_EQ(float_from_f16(0x0001), 5.9604644775390625e-8F);
  EXPECT_EQ(float_from_f16(0x03FF), 6.097555160522461e-5F);
  EXPECT_TRUE(std::signbit(float_from_f16(0x8000)));
  EXPECT_EQ(float_from_bf16(0x3F80), 1.0F);
  EXPECT_EQ(float_from_bf16(0x0001), 0x1p-133F);
}

}  // namespace

}  // namespace mrcnn
