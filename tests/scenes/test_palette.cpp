#include <gtest/gtest.h>

#include "data/scenes/palette.hpp"

namespace mrcnn {
namespace {

TEST(Palette, HuesAreWhereTheColourCircleHasThem) {
  EXPECT_EQ(colour_of_hue(0, 255, 255), (Colour{255, 0, 0}));
  EXPECT_EQ(colour_of_hue(256, 255, 255), (Colour{255, 255, 0}));
  EXPECT_EQ(colour_of_hue(512, 255, 255), (Colour{0, 255, 0}));
  EXPECT_EQ(colour_of_hue(1024, 255, 255), (Colour{0, 0, 255}));
  EXPECT_EQ(colour_of_hue(-256, 255, 255), (Colour{255, 0, 255}));
  EXPECT_EQ(colour_of_hue(kHues, 255, 255), colour_of_hue(0, 255, 255));
}

TEST(Palette, WithoutSaturationEveryHueIsGrey) {
  for (int hue = 0; hue < kHues; hue += 100) {
    EXPECT_EQ(colour_of_hue(hue, 0, 77), (Colour{77, 77, 77}));
  }
}

TEST(Palette, MixtureBeginsAndEndsAtItsColours) {
  const Colour a = {10, 20, 30};
  const Colour b = {210, 0, 31};
  EXPECT_EQ(mixture(a, b, 0, 7), a);
  EXPECT_EQ(mixture(a, b, 7, 7), b);
  EXPECT_EQ(mixture(a, b, 1, 2), (Colour{110, 10, 30}));
}

TEST(Palette, DistanceAddsTheChannels) {
  EXPECT_EQ(colour_distance({0, 10, 255}, {255, 5, 0}), 255 + 5 + 255);
}

TEST(Palette, DrawnColoursKeepTheContrastThatIsAskedFor) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Palette palette(Random(seed, 0));
    Random random(seed, 1);
    const Colour colour = palette.draw(random, {palette.ground(0)}, 60);
    EXPECT_GE(colour_distance(colour, palette.ground(0)), 60) << "seed " << seed;
  }
}

TEST(Palette, WhereNoColourIsFarEnoughTheFarthestIsTaken) {
  // Black and white leave nothing that is 700 away from both; the draw still ends.
  const Palette palette(Random(3, 0));
  Random random(3, 1);
  const Colour colour = palette.draw(random, {{0, 0, 0}, {255, 255, 255}}, 700);
  Random same(3, 1);
  for (int attempt = 0; attempt < 16; ++attempt) {
    const Colour other = palette.draw(same, {}, 0);
    const auto nearest = [](const Colour& c) {
      return std::min(colour_distance(c, {0, 0, 0}), colour_distance(c, {255, 255, 255}));
    };
    EXPECT_GE(nearest(colour), nearest(other)) << "attempt " << attempt;
  }
}

}  // namespace
}  // namespace mrcnn
