#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "stages/3_roi_align/alternatives/roi_pool.hpp"

#include "tests/stages/drawn_map.hpp"
#include "tests/support/boxes.hpp"

namespace mrcnn {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

std::vector<float> max_pooled(const Map& map, const Box& box, int bins, float scale = 1.0F) {
  const auto regions = roi_pool_map(map, list<Box>({box}), scale, bins, bins);
  return {regions.features.begin(), regions.features.end()};
}

// Cells 1 to 3 of both axes in two bins: rows 1..2 and 2..3.
TEST(RoiPool, EachBinIsTheLargestOfItsCellsByHand) {
  EXPECT_EQ(max_pooled(five_by_five(), {1, 1, 3, 3}, 2), (std::vector<float>{12, 13, 17, 18}));
  EXPECT_EQ(max_pooled(five_by_five(), {4, 4, 12, 12}, 2, 0.25F),
            (std::vector<float>{12, 13, 17, 18}));
}

// Halves go away from zero: 0.5 to 1, -0.5 to -1.
TEST(RoiPool, HalvesOfCellsAreRoundedAwayFromZero) {
  EXPECT_EQ(max_pooled(five_by_five(), {-0.5F, -0.5F, 0.5F, 0.5F}, 1), std::vector<float>{6});
  EXPECT_EQ(max_pooled(five_by_five(), {-0.4F, -0.4F, 0.4F, 0.4F}, 1), std::vector<float>{0});
}

TEST(RoiPool, ABinWithoutCellsIsZeroEvenOnANegativeMap) {
  const Map negative = drawn(5, 5, [](float, float) { return -3.0F; });
  EXPECT_EQ(max_pooled(negative, {3, 3, 6, 6}, 2), (std::vector<float>{-3, 0, 0, 0}));
  EXPECT_EQ(max_pooled(negative, {50, 50, 60, 60}, 1), std::vector<float>{0});
}

TEST(RoiPool, NonFiniteBoxesGiveZerosAndNaNCellsWinTheirBins) {
  for (const float bad : {kNaN, kInfinity, -kInfinity}) {
    EXPECT_EQ(max_pooled(five_by_five(), {bad, 0, 3, 3}, 1), std::vector<float>{0});
    EXPECT_EQ(max_pooled(five_by_five(), {0, 0, 3, bad}, 1), std::vector<float>{0});
  }
  Map map = five_by_five();
  map(0, 0, 0) = kNaN;
  const auto pooled = max_pooled(map, {0, 0, 3, 3}, 2);
  EXPECT_TRUE(std::isnan(pooled[0]));
  EXPECT_EQ(pooled[3], 18.0F);
}

TEST(RoiPool, OfAPyramidTheLevelOfTheBoxIsReadAtItsScale) {
  FeaturePyramid<Host> pyramid;
  for (const std::size_t side : {16U, 8U, 4U, 2U}) {
    pyramid.levels.push_back(drawn(side, side, [](float y, float x) { return 100.0F * y + x; }));
  }
  EXPECT_EQ(roi_pool(pyramid, list<Box>({{8, 8, 20, 12}}), 1).features(0, 0, 0, 0), 305.0F);
}

}  // namespace
}  // namespace mrcnn
