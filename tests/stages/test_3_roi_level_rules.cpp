#include <gtest/gtest.h>

#include "stages/3_roi_align/alternatives/roi_level_rules.hpp"

namespace mrcnn {
namespace {

TEST(RoiLevelRules, NearestRoundsTheOctavesHalfToEven) {
  EXPECT_EQ(level_by_rule(LevelRule::nearest, 1.0F, 4.0F), 4.0F);
  EXPECT_EQ(level_by_rule(LevelRule::nearest, 2.9F, 4.0F), 6.0F);   // 1.54 octaves
  EXPECT_EQ(level_by_rule(LevelRule::nearest, 0.75F, 4.0F), 4.0F);  // -0.42 octaves
  EXPECT_EQ(level_by_rule(LevelRule::nearest, 0.7F, 4.0F), 3.0F);   // -0.51 octaves
}

TEST(RoiLevelRules, FloorInsideReachesALevelJustBelowItsSide) {
  EXPECT_EQ(level_by_rule(LevelRule::floor_inside, 0.5F, 4.0F), 3.0F);
  EXPECT_EQ(level_by_rule(LevelRule::floor_inside, 0.499F, 4.0F), 2.0F);
  EXPECT_EQ(level_by_rule(LevelRule::floor_inside, 1.999F, 4.0F), 4.0F);
  EXPECT_EQ(level_by_rule(LevelRule::floor_inside, 2.0F, 4.0F), 5.0F);
}

// log2(1e-8) is -26.6
TEST(RoiLevelRules, ABoxWithoutAreaIsFarBelowTheLowestLevel) {
  EXPECT_EQ(level_by_rule(LevelRule::floor_inside, 0.0F, 4.0F), -23.0F);
  EXPECT_LT(level_by_rule(LevelRule::nearest, 0.0F, 4.0F), -1e30F);
}

}  // namespace
}  // namespace mrcnn
