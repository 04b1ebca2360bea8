#include <cmath>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/trace/array.hpp"

#include "viz/report/reduction.hpp"

#include "tests/compare/tiny_trace.hpp"

namespace mrcnn {
namespace {

using Rows = std::vector<std::size_t>;

TEST(MostVaryingChannels, TheLiveliestComeFirstAndTiesKeepTheirOrder) {
  const Array map = array_of<float>({4, 1, 2}, {5, 5, /**/ 0, 4, /**/ 1, 2, /**/ 0, -4});
  EXPECT_EQ(most_varying_channels({map}, 4), (Rows{1, 3, 2, 0}));
  EXPECT_EQ(most_varying_channels({map}, 2), (Rows{1, 3}));
  EXPECT_EQ(most_varying_channels({map}, 9).size(), 4U);
}

// the first map's values are a million times larger; each map has one vote of the same weight
TEST(MostVaryingChannels, NoLevelOutvotesTheOthers) {
  const Array loud = array_of<float>({3, 1, 2}, {0, 6e6F, /**/ 0, 5e6F, /**/ 0, 0});
  const Array quiet = array_of<float>({3, 1, 2}, {0, 0, /**/ 0, 5, /**/ 0, 1});
  EXPECT_EQ(most_varying_channels({loud, quiet}, 1), Rows{1});
}

TEST(MostVaryingChannels, NanAndInfinityDoNotWin) {
  const Array map = array_of<float>({2, 1, 2}, {std::nanf(""), INFINITY, /**/ 0, 1});
  EXPECT_EQ(most_varying_channels({map}, 1), Rows{1});
}

TEST(MostVaryingChannels, MapsOfDifferentDepthAreRefused) {
  EXPECT_THROW(most_varying_channels(
                   {array_of<float>({1, 1, 1}, {0}), array_of<float>({2, 1, 1}, {0, 0})}, 1),
               ShapeError);
}

TEST(RowsOf, RowsMayComeInAnyOrderAndTwice) {
  const Array pairs = array_of<std::int32_t>({3, 2}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(rows_of(pairs, {2, 0, 2}), array_of<std::int32_t>({3, 2}, {5, 6, 1, 2, 5, 6}));
  EXPECT_EQ(rows_of(pairs, {}), array_of<std::int32_t>({0, 2}, {}));
  EXPECT_THROW(rows_of(pairs, {3}), ShapeError);
}

TEST(MeanMagnitude, IsTheMeanOfAbsoluteValuesOverChannels) {
  const Array map = array_of<float>({2, 1, 2}, {-1, 2, /**/ 3, -4});
  EXPECT_EQ(mean_magnitude(map), array_of<float>({1, 2}, {2, 3}));
}

TEST(Rounded, ElevenBitsAreRightToOnePartInFourThousand) {
  std::vector<float> values;
  for (float v = 1e-6F; v < 1e6F; v *= 1.07F) {
    values.push_back(v);
    values.push_back(-v);
  }
  const Array exact = array_of<float>({values.size()}, values);
  const Array rough = rounded(exact, 11);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float v = values_of<float>(rough)[i];
    EXPECT_LE(std::fabs(v - values[i]), std::fabs(values[i]) / 4096.0F);
    EXPECT_EQ(std::bit_cast<std::uint32_t>(v) % 4096U, 0U);  // twelve bits are zero
  }
}

TEST(Rounded, WhatIsNotFiniteStaysAndTheLargestFloatDoesNotBecomeInfinite) {
  const Array array = array_of<float>({4}, {INFINITY, -INFINITY, std::nanf(""), 3.4028235e38F});
  const Array result = rounded(array, 11);
  EXPECT_EQ(values_of<float>(result)[0], INFINITY);
  EXPECT_EQ(values_of<float>(result)[1], -INFINITY);
  EXPECT_TRUE(std::isnan(values_of<float>(result)[2]));
  EXPECT_EQ(values_of<float>(result)[3], 3.4028235e38F);
}

// 2 x 3 pixels, factor 2: the first two columns become one pixel, the third is dropped
TEST(ShrunkPicture, BlocksBecomeTheirMean) {
  const Array picture = array_of<std::uint8_t>({2, 3, 3}, {0, 10, 255, 4, 10, 255, 99, 99, 99,  //
                                                           4, 20, 255, 9, 20, 255, 99, 99, 99});
  EXPECT_EQ(shrunk_picture(picture, 2), array_of<std::uint8_t>({1, 1, 3}, {4, 15, 255}));
  EXPECT_EQ(shrunk_picture(picture, 1), picture);
  EXPECT_THROW(shrunk_picture(picture, 0), ShapeError);
}

}  // namespace
}  // namespace mrcnn
