#include <algorithm>

#include <gtest/gtest.h>

#include "common/io/bundled_files.hpp"
#include "common/types/box.hpp"

#include "stages/program/demo/bundled_trace.hpp"

namespace mrcnn {
namespace {

TEST(BundledTrace, HoldsTheSceneAndItsPyramid) {
  const BundledTrace trace;
  EXPECT_EQ(trace.image().pixels.shape(), (std::array<std::size_t, 3>{256, 256, 3}));
  const FeaturePyramid<Host> pyramid = trace.pyramid();
  ASSERT_EQ(pyramid.levels.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) {
    const std::size_t side = std::size_t{64} >> i;
    EXPECT_EQ(pyramid.levels[i].shape(), (std::array<std::size_t, 3>{side, side, 64}));
  }
}

TEST(BundledTrace, ArraysOfOneRunAgreeInLength) {
  const BundledTrace trace;
  const auto proposals = trace.read<Box, 1>("2_proposals/boxes");
  EXPECT_EQ(trace.regions("3_roi_align/regions").features.shape(),
            (std::array<std::size_t, 4>{proposals.size(), 7, 7, 64}));
  const auto valid = trace.read<Box, 1>("5_iou_filter/boxes");
  EXPECT_EQ(trace.regions("6_masks/regions").features.shape(),
            (std::array<std::size_t, 4>{valid.size(), 14, 14, 64}));
}

TEST(BundledTrace, ArraysAreThoseThatTheManifestDescribes) {
  const TraceFolder folder = TraceFolder::open(bundled_trace());
  const auto manifest = folder.manifest();
  ASSERT_TRUE(manifest.has_value());
  EXPECT_TRUE(folder.edited(*manifest).empty());
  EXPECT_EQ(manifest->arrays.size(), folder.arrays().size());
}

TEST(BundledTrace, AnArrayThatIsNotThereIsNamed) {
  try {
    (void)BundledTrace().read<float, 1>("2_proposals/scores");
    FAIL() << "expected InputError";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("2_proposals/scores"), std::string::npos);
  }
}

}  // namespace
}  // namespace mrcnn
