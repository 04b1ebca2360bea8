#include <span>
#include <string>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/io/sha256.hpp"

#include "data/scenes/scene.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

std::string pixel_hash(const Scene& scene) {
  return sha256(
      std::as_bytes(std::span<const std::uint8_t>(scene.pixels.data(), scene.pixels.size())));
}

struct PinnedScene {
  std::uint64_t seed;
  ImageSize size;
  std::string hash;
};

// Pictures, goldens and the bundled model's accuracy speak of exactly these pixels.
const PinnedScene kPinned[] = {
    {0U, {256, 256}, "7d6c416a03c669cd67733fbb446c2fd40e43d705d01ccf5133c9a32295176fb4"},
    {1U, {256, 256}, "ca925bf51b3c9ae2b2e47b83e6597edc5206926306a02285a57610d87784484a"},
    {2U, {256, 256}, "64e33ce959002a9c90e4e8ba23af9ab7c418713017612ec4caef70adace4f50c"},
    {3U, {256, 256}, "38b479e67c53e36b6d803483c1bcbd7d497c5b2bc56733f49f1b7fbd1ed1422c"},
    {7U, {200, 320}, "44dfe8485b4edb8e19dccb233ccb659f40671233d67757e4500d500fa9b87ae1"},
    {11U, {64, 64}, "ebcb80f8ae973c66415abb01a67ff4d3d17c0b20accc84c02d9651061494a0e2"},
    {13U, {96, 128}, "bf968af03e81f11a4fd3692bf67b68a6ccb16604b837b40c3fb9be085ca40c6d"},
    {4096U, {300, 100}, "99cd62d618c665d6ed363f3f8eebdfddde6050f34b4faff2c118da3eb43c6cdb"},
    {1000000U, {256, 256}, "1a4b1e32bcd75a1b10ac21a789573c3c106d2c0852a40158f39de86011abc630"},
    {9007199254740993U,
     {255, 257},
     "1e7e924df260a77d9e6f136f7ab34646e8183f55a61d4d2f1b7e18a91b1c35ab"},
};

TEST(Scene, PixelsOfTenScenesAreTheSameOnEveryMachine) {
  for (const PinnedScene& pinned : kPinned) {
    EXPECT_EQ(pixel_hash(make_scene(pinned.seed, pinned.size)), pinned.hash)
        << "seed " << pinned.seed << ", " << pinned.size.height << " x " << pinned.size.width;
  }
}

TEST(Scene, ASeedGivesTheSameSceneAgain) {
  const Scene first = make_scene(5, {100, 140});
  const Scene second = make_scene(5, {100, 140});
  EXPECT_EQ(first.pixels, second.pixels);
  ASSERT_EQ(first.objects.size(), second.objects.size());
  for (std::size_t i = 0; i < first.objects.size(); ++i) {
    EXPECT_EQ(first.objects[i].mask, second.objects[i].mask);
  }
}

TEST(Scene, BoxIsTheTightBoxOfTheMaskAndAreaItsPixels) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    for (const SceneObject& object : make_scene(seed, {96, 128}).objects) {
      int area = 0;
      float x1 = 128;
      float y1 = 96;
      float x2 = 0;
      float y2 = 0;
      for (int y = 0; y < 96; ++y) {
        for (int x = 0; x < 128; ++x) {
          if (object.mask(y, x) == 1) {
            ++area;
            x1 = std::min(x1, static_cast<float>(x));
            y1 = std::min(y1, static_cast<float>(y));
            x2 = std::max(x2, static_cast<float>(x + 1));
            y2 = std::max(y2, static_cast<float>(y + 1));
          }
        }
      }
      EXPECT_EQ(object.box, (Box{x1, y1, x2, y2})) << "seed " << seed;
      EXPECT_EQ(object.area, area) << "seed " << seed;
    }
  }
}

TEST(Scene, BorderCutsSomeObjects) {
  int cut = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    for (const SceneObject& object : make_scene(seed, {96, 128}).objects) {
      cut +=
          object.box.x1 == 0 || object.box.y1 == 0 || object.box.x2 == 128 || object.box.y2 == 96;
    }
  }
  EXPECT_GE(cut, 10);
}

TEST(Scene, ObjectsStandOutFromWhatWasThereBefore) {
  // An object's mean colour differs from that of the scene's other pixels in nearly every scene.
  int faint = 0;
  int objects = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Scene scene = make_scene(seed, {96, 96});
    for (const SceneObject& object : scene.objects) {
      double difference = 0;
      for (std::size_t channel = 0; channel < 3; ++channel) {
        double inside = 0;
        double outside = 0;
        for (std::size_t i = 0; i < object.mask.size(); ++i) {
          (object.mask.data()[i] == 1 ? inside : outside) += scene.pixels.data()[3 * i + channel];
        }
        difference += std::abs(inside / object.area -
                               outside / (static_cast<double>(object.mask.size()) - object.area));
      }
      ++objects;
      faint += difference < 20 ? 1 : 0;
    }
  }
  EXPECT_GT(objects, 120);
  EXPECT_LT(faint * 20, objects);
}

TEST(Scene, SidesBeyondTheLimitsAreRefused) {
  const std::string message = message_of<ShapeError>([] { make_scene(1, {63, 256}); });
  EXPECT_EQ(message, "make_scene: sides must be within 64..4096, got 63 x 256");
  EXPECT_THROW(make_scene(1, {256, 4097}), ShapeError);
  EXPECT_NO_THROW(make_scene(1, {64, 64}));
}

}  // namespace
}  // namespace mrcnn
