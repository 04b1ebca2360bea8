#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/geometry/anchors.hpp"

#include "tests/support/boxes.hpp"

namespace mrcnn {
namespace {

const std::vector<float> kRatios = {0.5F, 1.0F, 2.0F};
const AnchorParams kOneSize = {.sizes = {32}, .aspect_ratios = kRatios};

/// The anchors of a cell at the origin.
std::vector<Box> cell_anchors(float size, const std::vector<float>& ratios) {
  std::vector<Box> boxes;
  for (const AnchorShape& shape : anchor_shapes(size, ratios, true)) {
    boxes.push_back(placed_anchor(shape, 0, 0, {1, 1}, CornerRule::exclusive));
  }
  return boxes;
}

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
  const auto anchors =
      make_anchors<Host>({8, 24}, {{2, 3}}, {.sizes = {4}, .aspect_ratios = {1.0F, 4.0F}});
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
  const auto anchors = make_anchors<Host>(
      {800, 1088}, grids, {.sizes = {32, 64, 128, 256, 512}, .aspect_ratios = kRatios});
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
  EXPECT_EQ(make_anchors<Host>({32, 32}, {}, {.sizes = {}, .aspect_ratios = kRatios}).size(), 0U);
  EXPECT_EQ(make_anchors<Host>({32, 32}, {{1, 1}}, {.sizes = {32}, .aspect_ratios = {}}).size(),
            0U);
}

TEST(MakeAnchors, LevelsAndSizesMustAgreeInNumber) {
  EXPECT_THROW(make_anchors<Host>({32, 32}, {{8, 8}, {4, 4}}, kOneSize), ShapeError);
}

TEST(MakeAnchors, AGridWithoutCellsOrFinerThanThePixelsIsRefused) {
  EXPECT_THROW(make_anchors<Host>({32, 32}, {{0, 4}}, kOneSize), ShapeError);
  EXPECT_THROW(make_anchors<Host>({32, 32}, {{4, 33}}, kOneSize), ShapeError);
  EXPECT_NO_THROW(make_anchors<Host>({32, 32}, {{32, 32}}, kOneSize));
}

// S = 32, height / width = 2: sides 32 / sqrt(2) and 32 sqrt(2), halves 11.3137 and 22.6274.
TEST(AnchorShapes, WithoutRoundingTheAreaIsThatOfTheSquare) {
  const auto shapes = anchor_shapes(32, {2.0F, 1.0F, 0.5F}, false);
  EXPECT_NEAR(shapes[0].half_width, 11.31370849898476, 1e-12);
  EXPECT_NEAR(shapes[0].half_height, 22.62741699796952, 1e-12);
  EXPECT_EQ(shapes[1].half_width, 16.0);
  EXPECT_NEAR(shapes[2].half_width, 22.62741699796952, 1e-12);
  EXPECT_NEAR(shapes[2].half_height, 11.31370849898476, 1e-12);
}

// 800 rows: P6 has 13 rows, and 800 / 13 is 61; the level says 64.
TEST(MakeAnchors, TheStrideFollowsFromTheLevelOrFromTheGrid) {
  const std::vector<ImageSize> grids = {{200, 272}, {100, 136}, {50, 68}, {25, 34}, {13, 17}};
  AnchorParams params{.sizes = {32, 64, 128, 256, 512}, .aspect_ratios = {1.0F}};
  const std::size_t second_row_of_p6 = 217413 / 3 - 12 * 17;
  EXPECT_EQ(make_anchors<Host>({800, 1088}, grids, params)(second_row_of_p6).y1, 61 - 256);
  params.stride = AnchorStride::level;
  EXPECT_EQ(make_anchors<Host>({800, 1088}, grids, params)(second_row_of_p6).y1, 64 - 256);
}

// The anchor of cell (1, 1) of a map of stride 4 on 32 x 32 pixels is [2, 6]: pixels 2 to 5, which
// are at 32 / 31 times their numbers.
TEST(MakeAnchors, InclusiveCornersEndAtTheLastPixelInTheStretchedFrame) {
  const AnchorParams params{
      .sizes = {4}, .aspect_ratios = {1.0F}, .corners = CornerRule::inclusive};
  const Box anchor = make_anchors<Host>({32, 32}, {{8, 8}}, params)(9);
  EXPECT_FLOAT_EQ(anchor.x1, 2.0F * 32 / 31);
  EXPECT_FLOAT_EQ(anchor.y1, 2.0F * 32 / 31);
  EXPECT_FLOAT_EQ(anchor.x2, 5.0F * 32 / 31);
  EXPECT_FLOAT_EQ(anchor.y2, 5.0F * 32 / 31);
}

}  // namespace
}  // namespace mrcnn
