#include <array>

#include <gtest/gtest.h>

#include "data/scenes/arrangement.hpp"
#include "data/scenes/scene.hpp"

namespace mrcnn {
namespace {

constexpr int kSeeds = 300;

TEST(Arrangement, EveryShapeIsVisibleByTheRule) {
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const auto shapes = arrange_shapes(Random(seed, 0), {128, 160});
    ASSERT_GE(shapes.size(), 1U) << "seed " << seed;
    ASSERT_LE(shapes.size(), 8U) << "seed " << seed;
    for (const PlacedShape& shape : shapes) {
      EXPECT_GE(shape.visible_pixels, kMinVisiblePixels) << "seed " << seed;
      EXPECT_GE(shape.visible_pixels * 4, shape.full_pixels) << "seed " << seed;
    }
  }
}

TEST(Arrangement, CountedPixelsAreThoseOfTheMask) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    for (const PlacedShape& shape : arrange_shapes(Random(seed, 0), {128, 160})) {
      int pixels = 0;
      for (const std::uint8_t value : shape.visible) {
        ASSERT_LE(value, 1);
        pixels += value;
      }
      EXPECT_EQ(shape.visible_pixels, pixels) << "seed " << seed;
      EXPECT_LE(shape.visible_pixels, shape.full_pixels) << "seed " << seed;
    }
  }
}

TEST(Arrangement, LaterShapesHideEarlierOnes) {
  // What a shape covers belongs to no shape behind it, and for some seeds that takes pixels away.
  int hidden_shapes = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const auto shapes = arrange_shapes(Random(seed, 0), {128, 128});
    for (std::size_t front = 1; front < shapes.size(); ++front) {
      const PlacedShape& shape = shapes[front];
      for (std::size_t behind = 0; behind < front; ++behind) {
        for (std::size_t i = 0; i < shape.visible.size(); ++i) {
          ASSERT_LE(shape.visible.data()[i] + shapes[behind].visible.data()[i], 1);
        }
      }
    }
    for (const PlacedShape& shape : shapes) {
      hidden_shapes += shape.visible_pixels < shape.full_pixels ? 1 : 0;
    }
  }
  EXPECT_GT(hidden_shapes, kSeeds / 2);
}

TEST(Arrangement, AllClassesSizesAndCountsOccur) {
  std::array<int, 9> scenes_with{};
  std::array<int, 7> of_class{};
  int smallest = 1000 * kPixel;
  int largest = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const auto shapes = arrange_shapes(Random(seed, 0), {200, 300});
    ++scenes_with[shapes.size()];
    for (const PlacedShape& shape : shapes) {
      ++of_class[static_cast<std::size_t>(shape.shape)];
      smallest = std::min(smallest, shape.placement.radius);
      largest = std::max(largest, shape.placement.radius);
    }
  }
  for (std::size_t count = 1; count <= 8; ++count) {
    EXPECT_GT(scenes_with[count], kSeeds / 40) << count << " shapes";
  }
  for (std::size_t shape = 1; shape <= kShapeClasses; ++shape) {
    EXPECT_GT(of_class[shape], kSeeds / 3) << kShapeNames[shape];
  }
  EXPECT_GE(smallest, 10 * kPixel);
  EXPECT_LT(smallest, 11 * kPixel);
  EXPECT_LE(largest, 56 * kPixel);  // 0.28 * 200
  EXPECT_GT(largest, 50 * kPixel);
}

}  // namespace
}  // namespace mrcnn
