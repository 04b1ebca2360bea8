#include <gtest/gtest.h>

#include "common/io/bundled_files.hpp"

namespace mrcnn {
namespace {

TEST(BundledFiles, AreThoseOfTheSourceTree) {
  const std::filesystem::path data = std::filesystem::path(MRCNN_SOURCE_DIR) / "data";
  EXPECT_EQ(default_model(), data / "model" / "shapes.safetensors");
  EXPECT_EQ(bundled_scenes(), data / "scenes" / "bundled");
  EXPECT_EQ(bundled_trace(), data / "trace");
  EXPECT_EQ(bundled_results(), data / "evaluation/scenes_results.json");
}

}  // namespace
}  // namespace mrcnn
