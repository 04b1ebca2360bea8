#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/program/batch/memory_need.hpp"

#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

/// Resizes a square image to 64 x 64, with a stem of 8 channels and a pyramid of 16.
Config small_config() {
  Config config;
  config.image.min_size = 64;
  config.image.max_size = 64;
  config.features.base_channels = 8;
  config.features.fpn_channels = 16;
  return config;
}

// Per pixel: 3 values, 8 channels at a quarter of the cells, and at a sixteenth twice 32 and
// twice 16.
TEST(MemoryNeed, OfTheFeatureMapsByHand) {
  EXPECT_EQ(bytes_of_features({100, 100}, small_config()), 4 * 64 * 64 * (3 + 2 + 4 + 2));
}

TEST(MemoryNeed, ImagesTakeHalfOfTheMemoryAndOneIsAlwaysComputed) {
  EXPECT_EQ(images_in_memory(1e9, /*keeps_everything=*/false, 16), 4U);
  EXPECT_EQ(images_in_memory(1e9, /*keeps_everything=*/true, 16), 2U);
  EXPECT_EQ(images_in_memory(1e9, /*keeps_everything=*/true, 1), 1U);
}

TEST(MemoryNeed, MoreThanThereIsIsRefusedWithTheNumber) {
  Config config = small_config();
  EXPECT_NO_THROW(check_memory("a.png", {100, 100}, config, 1));
  config.image.min_size = config.image.max_size = 20000;
  EXPECT_EQ(message_of<OutputError>([&] {
              check_memory("a.png", {100, 100}, config, 4);
            }),
            "a.png: needs about 18 GB of memory at image.min_size=20000 and max_size=20000, "
            "expected at most 4; set them lower, or --memory GB");
}

}  // namespace
}  // namespace mrcnn
