#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/geometry/anchors.hpp"

#include "tests/support/boxes.hpp"

namespace mrcnn {
namespace {

const std::vector<float> kRatios = {0.5F, 1.0F, 2.0F};

TEST(CellAnchors, FiveSizesByThreeRatiosAsTorchvisionRoundsThem) {
  const std::vector<std::pair<float, std::vector<Box>>> table = {
      {32, {{-23, -11, 23, 11}, {-16, -16, 16, 16}, {-11, -23, 11, 23}}},
      {64, {{-45, -23, 45, 23}, {-32, -32, 32, 32}, {-23, -45, 23, 45}}},
      {128, {{-91, -45, 91, 45}, {-64, -64, 64, 64}, {-45, -91, 45, 91}}},
      {256, {{-181, -91, 181, 91}, {-128, -128, 128, 128}, {-91, -181, 91, 181}}},
      {512, {{-362, -181, 362, 181}, {-256, -256, 256, 256}, {-181, -362, 181, 362}}},
  };
  for (const auto& [size, boxes] : table) {
    EXPECT_EQ(cell_anchors(size, kRatios), boxes) << "size " << size;
  }
}

TEST(CellAnchors, HalvesAreRoundedToEven) {
  EXPECT_EQ(cell_anchors(1, {1.0F}), (std::vector<Box>{{0, 0, 0, 0}}));    // half a pixel
  EXPECT_EQ(cell_anchors(3, {1.0F}), (std::vector<Box>{{-2, -2, 2, 2}}));  // one and a half
  EXPECT_EQ(cell_anchors(5, {1.0F}), (std::vector<Box>{{-2, -2, 2, 2}}));  // two and a half
}

TEST(CellAnchors, ARatioThatIsNotAboveZeroIsRefused) {
  EXPECT_THROW(cell_anchors(32, {1.0F, 0.0F}), ShapeError);
  EXPECT_THROW(cell_anchors(32, {-1.0F}), ShapeError);
  EXPECT_THROW(cell_anchors(32, {std::numeric_limits<float>::quiet_NaN()}), ShapeError);
}

// A map of 2 rows and 3 columns on 8 x 24 pixels: cells are centred at x = 0, 8, 16 and y = 0, 4.
TEST(MakeAnchors, RowsThenColumnsThenRatiosWithCentresAtMultiplesOfTheStride) {
  const auto anchors = make_anchors({8, 24}, {{2, 3}}, {4}, {1.0F, 4.0F});
  EXPECT_EQ(values(anchors), (std::vector<Box>{{-2, -2, 2, 2},
                                               {-1, -4, 1, 4},
                                               {6, -2, 10, 2},
                                               {7, -4, 9, 4},
                                               {14, -2, 18, 2},
                                               {15, -4, 17, 4},
                                               {-2, 2, 2, 6},
                                               {-1, 0, 1, 8},
                                               {6, 2, 10, 6},
                                               {7, 0, 9, 8},
                                               {14, 2, 18, 6},
                                               {15, 0, 17, 8}}));
}

TEST(MakeAnchors, TheUsualInputHas217413AnchorsAndAVerticalStrideOf61OnP6) {
  const std::vector<ImageSize> grids = {{200, 272}, {100, 136}, {50, 68}, {25, 34}, {13, 17}};
  const auto anchors = make_anchors({800, 1088}, grids, {32, 64, 128, 256, 512}, kRatios);
  ASSERT_EQ(anchors.size(), 217413U);

  EXPECT_EQ(anchors(0), (Box{-23, -11, 23, 11}));
  EXPECT_EQ(anchors(3), (Box{-23 + 4, -11, 23 + 4, 11}));        // next column of P2
  EXPECT_EQ(anchors(3 * 272), (Box{-23, -11 + 4, 23, 11 + 4}));  // next row of P2
  const std::size_t p6 = 217413 - 13 * 17 * 3;
  EXPECT_EQ(anchors(p6), (Box{-362, -181, 362, 181}));
  EXPECT_EQ(anchors(p6 + 3), (Box{-362 + 64, -181, 362 + 64, 181}));
  EXPECT_EQ(anchors(p6 + 3 * 17), (Box{-362, -181 + 61, 362, 181 + 61}));
  EXPECT_EQ(anchors(217412), (Box{-181 + 16 * 64, -362 + 12 * 61, 181 + 16 * 64, 362 + 12 * 61}));
}

TEST(MakeAnchors, NoLevelsOrNoRatiosGiveNoAnchors) {
  EXPECT_EQ(make_anchors({32, 32}, {}, {}, kRatios).size(), 0U);
  EXPECT_EQ(make_anchors({32, 32}, {{1, 1}}, {32}, {}).size(), 0U);
}

TEST(MakeAnchors, LevelsAndSizesMustAgreeInNumber) {
  EXPECT_THROW(make_anchors({32, 32}, {{8, 8}, {4, 4}}, {32}, kRatios), ShapeError);
}

TEST(MakeAnchors, AGridWithoutCellsOrFinerThanThePixelsIsRefused) {
  EXPECT_THROW(make_anchors({32, 32}, {{0, 4}}, {32}, kRatios), ShapeError);
  EXPECT_THROW(make_anchors({32, 32}, {{4, 33}}, {32}, kRatios), ShapeError);
  EXPECT_NO_THROW(make_anchors({32, 32}, {{32, 32}}, {32}, kRatios));
}

}  // namespace
}  // namespace mrcnn
