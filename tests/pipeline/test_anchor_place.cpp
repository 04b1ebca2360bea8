#include <gtest/gtest.h>

#include "stages/pipeline/anchor_place.hpp"

#include "tests/compare/tiny_trace.hpp"

namespace mrcnn {
namespace {

/// The maps of an input of 64 x 64 pixels: P2 has 16 x 16 cells, P6 one.
void put_maps(TinyTrace& trace) {
  for (std::size_t level = 2; level <= 6; ++level) {
    const std::size_t side = std::size_t{64} >> level;
    trace.put<float>("1_features/p" + std::to_string(level), {1, side, side},
                     std::vector<float>(side * side));
  }
}

std::string place_of(const TinyTrace& trace, std::size_t anchor) {
  const auto place = anchor_place(trace.folder(), anchor);
  return place ? text_of(*place) : "none";
}

TEST(AnchorPlace, CountsRatiosInACellCellsInARowAndRowsInALevel) {
  TinyTrace trace;
  trace.sign({});
  put_maps(trace);
  EXPECT_EQ(place_of(trace, 0), "P2, cell (0,0), ratio 0.5");
  EXPECT_EQ(place_of(trace, 2), "P2, cell (0,0), ratio 2.0");
  EXPECT_EQ(place_of(trace, 3), "P2, cell (0,1), ratio 0.5");
  EXPECT_EQ(place_of(trace, 48), "P2, cell (1,0), ratio 0.5");
  EXPECT_EQ(place_of(trace, 768), "P3, cell (0,0), ratio 0.5");
  // 3 (256 + 64 + 16 + 4 + 1) anchors in all
  EXPECT_EQ(place_of(trace, 1022), "P6, cell (0,0), ratio 2.0");
  EXPECT_EQ(place_of(trace, 1023), "none");
}

TEST(AnchorPlace, TheRatiosAreThoseOfTheManifest) {
  TinyTrace trace;
  Manifest manifest;
  manifest.config["proposals"]["aspect_ratios"] = {1.0, 3.0};
  trace.sign(manifest);
  put_maps(trace);
  EXPECT_EQ(place_of(trace, 1), "P2, cell (0,0), ratio 3.0");
  EXPECT_EQ(place_of(trace, 2), "P2, cell (0,1), ratio 1.0");
}

TEST(AnchorPlace, WithoutMapsTheAnchorsLevelsAndTheInputTellTheGrid) {
  TinyTrace trace;
  trace.sign({});
  trace.put<float>("0_image/input", {3, 32, 64}, std::vector<float>(std::size_t{3} * 32 * 64));
  std::vector<std::int32_t> levels(3 * 8 * 16, 2);
  levels.resize(levels.size() + 3 * 4 * 8, 3);
  const std::size_t count = levels.size();
  trace.put<std::int32_t>("2_proposals/anchor_levels", {count}, levels);
  EXPECT_EQ(place_of(trace, 48), "P2, cell (1,0), ratio 0.5");
  EXPECT_EQ(place_of(trace, 384 + 24), "P3, cell (1,0), ratio 0.5");
  EXPECT_EQ(place_of(trace, count), "none");
}

TEST(AnchorPlace, ATraceWithoutMapsAndAnchorsHasNone) {
  TinyTrace trace;
  trace.sign({});
  EXPECT_EQ(place_of(trace, 0), "none");
}

}  // namespace
}  // namespace mrcnn
