#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "stages/3_roi_align/alternatives/crop_and_resize.hpp"

#include "tests/stages/drawn_map.hpp"
#include "tests/support/boxes.hpp"

namespace mrcnn {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

std::vector<float> cropped(const Map& map, const Box& fractions, int bins) {
  const auto regions = crop_and_resize_map(map, list<Box>({fractions}), bins, bins);
  return {regions.features.begin(), regions.features.end()};
}

// Columns 1, 2, 3 and rows 0.5, 1, 1.5 of 5 y + x.
TEST(CropAndResize, TheWholeMapInAsManyBinsAsCellsIsACopy) {
  const Map map = five_by_five();
  EXPECT_EQ(cropped(map, {0, 0, 1, 1}, 5), (std::vector<float>{map.begin(), map.end()}));
}

TEST(CropAndResize, SamplesAreAtTheCornersOfTheBoxAndEvenlyBetweenByHand) {
  EXPECT_EQ(cropped(five_by_five(), {0.25F, 0.125F, 0.75F, 0.375F}, 3),
            (std::vector<float>{3.5F, 4.5F, 5.5F, 6, 7, 8, 8.5F, 9.5F, 10.5F}));
}

// From column -2 to 2: the samples outside are 0 and do not fade in.
TEST(CropAndResize, SamplesOutsideTheMapAreZero) {
  EXPECT_EQ(cropped(five_by_five(), {-0.5F, 0.25F, 0.5F, 0.75F}, 3),
            (std::vector<float>{0, 5, 7, 0, 10, 12, 0, 15, 17}));
}

TEST(CropAndResize, ABoxOfZerosIsTheFirstCellEverywhereAndANonFiniteOneZeros) {
  const Map map = drawn(5, 5, [](float y, float x) { return 1.0F + y + x; });
  EXPECT_EQ(cropped(map, {0, 0, 0, 0}, 2), (std::vector<float>{1, 1, 1, 1}));
  EXPECT_EQ(cropped(map, {0, 0, kNaN, 1}, 2), (std::vector<float>{0, 0, 0, 0}));
  EXPECT_EQ(cropped(map, {0, 0, 1, kInfinity}, 2), (std::vector<float>{0, 0, 0, 0}));
}

// On every level the same fraction of the map is read: an input of 64 pixels has 16 cells on P2 and
// 2 on P5, and the frame's right edge, 64, is the centre of the last of them.
TEST(CropAndResize, OfAPyramidTheSameFractionsOfEveryLevelAreRead) {
  FeaturePyramid<Host> pyramid;
  for (const std::size_t side : {16U, 8U, 4U, 2U}) {
    pyramid.levels.push_back(drawn(side, side, [](float y, float x) { return 100.0F * y + x; }));
  }
  const auto small = crop_and_resize(pyramid, list<Box>({{0, 0, 64, 32}}), 2);
  EXPECT_EQ((std::vector<float>{small.features.begin(), small.features.end()}),
            (std::vector<float>{0, 15, 750, 765}));
  const RoiAlignParams large{.canonical_size = 8};  // P5 from 16 pixels on
  const auto coarse = crop_and_resize(pyramid, list<Box>({{0, 0, 64, 32}}), 2, large);
  EXPECT_EQ((std::vector<float>{coarse.features.begin(), coarse.features.end()}),
            (std::vector<float>{0, 1, 50, 51}));
}

}  // namespace
}  // namespace mrcnn
