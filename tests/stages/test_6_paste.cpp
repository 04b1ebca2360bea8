#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/geometry/exact_math.hpp"

#include "stages/6_masks/masks.hpp"
#include "stages/6_masks/paste_math.hpp"

#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"
#include "tests/support/message.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr int kSize = 28;

using Picture = HostTensor<float, 2>;

Picture pasted(const HostTensor<float, 2>& mask, const Box& box, ImageSize canvas) {
  auto pixels = filled_tensor<float>(
      {static_cast<std::size_t>(canvas.height), static_cast<std::size_t>(canvas.width)}, -1.0F);
  paste_mask({mask.data(), mask.size()}, static_cast<int>(mask.shape(0)), box, canvas,
             {pixels.data(), pixels.size()});
  return pixels;
}

HostTensor<float, 2> full(float probability) {
  return filled_tensor<float>({kSize, kSize}, probability);
}

int count_set(const Picture& pixels) {
  int count = 0;
  for (const float value : pixels) {
    count += value != 0.0F ? 1 : 0;
  }
  return count;
}

TEST(PasteMask, ABoxOfTenPixelsCoversTwelve) {
  const Picture pixels = pasted(full(0.9F), {10, 10, 20, 20}, {40, 40});
  for (std::size_t y = 0; y < 40; ++y) {
    for (std::size_t x = 0; x < 40; ++x) {
      const bool covered = y >= 9 && y <= 20 && x >= 9 && x <= 20;
      ASSERT_EQ(pixels(y, x) >= 0.5F, covered) << y << ", " << x << ": " << pixels(y, x);
    }
  }
}

// M = 1: the cell and its ring are 3 x 3, the box from 3 to 6 grows to 0 .. 9, and with the added
// one to 10 pixels. Row d reads position 0.3 (d + 1/2) - 1/2 of (0, p, 0).
TEST(PasteMask, OneCellFadesIntoItsRingByHand) {
  const auto mask = filled_tensor<float>({1, 1}, 1.0F);
  const Picture pixels = pasted(mask, {3, 3, 6, 6}, {12, 12});
  const std::vector<float> profile = {0, 0, 0.25F, 0.55F, 0.85F, 0.85F, 0.55F, 0.25F, 0, 0, 0, 0};
  for (std::size_t y = 0; y < 12; ++y) {
    for (std::size_t x = 0; x < 12; ++x) {
      ASSERT_NEAR(pixels(y, x), profile[y] * profile[x], 1e-6F) << y << ", " << x;
    }
  }
}

// The box from 1/4 to 28 1/4 grows to -3/4 .. 29 1/4, which is cut to 0 .. 29: 30 pixels for the 30
// cells of the mask with its ring, so that every cell is one pixel.
TEST(PasteMask, ARegionOfThirtyPixelsIsACopyInsideARingOfZeros) {
  const auto mask = random_tensor({kSize, kSize}, 1);
  const Picture pixels = pasted(mask, {0.25F, 0.25F, 28.25F, 28.25F}, {32, 32});
  for (std::size_t y = 0; y < 32; ++y) {
    for (std::size_t x = 0; x < 32; ++x) {
      const bool inside = y >= 1 && y <= 28 && x >= 1 && x <= 28;
      ASSERT_EQ(pixels(y, x), inside ? mask(y - 1, x - 1) : 0.0F) << y << ", " << x;
    }
  }
}

TEST(PasteMask, RowsAreRowsAndColumnsAreColumns) {
  HostTensor<float, 2> mask = full(0.0F);
  for (std::size_t x = 0; x < kSize; ++x) {
    mask(26, x) = 1.0F;  // the two lowest rows
    mask(27, x) = 1.0F;
  }
  const Picture pixels = pasted(mask, {10, 5, 50, 25}, {40, 60});
  EXPECT_GT(pixels(24, 30), 0.5F);
  EXPECT_EQ(pixels(10, 30), 0.0F);
  EXPECT_EQ(pixels(15, 49), 0.0F);
}

TEST(GrownAxis, CornersAreCutTowardZeroAndOneIsAddedToEachSide) {
  const PasteAxis x = grown_axis(0.25F, 28.25F, kSize);
  EXPECT_EQ(x.first, 0);   // -0.75
  EXPECT_EQ(x.count, 30);  // 0 .. 29.25
  const PasteAxis y = grown_axis(7, 35, kSize);
  EXPECT_EQ(y.first, 6);   // 6.0
  EXPECT_EQ(y.count, 31);  // 6 .. 36.0
  const PasteAxis further = grown_axis(-0.5F, 27.5F, kSize);
  EXPECT_EQ(further.first, -1);  // -1.5
  EXPECT_EQ(further.count, 30);
}

TEST(GrownAxis, ABoxWithoutExtentIsOnePixel) {
  const PasteAxis axis = grown_axis(7.5F, 7.5F, kSize);
  EXPECT_EQ(axis.first, 7);
  EXPECT_EQ(axis.count, 1);
  EXPECT_EQ(count_set(pasted(full(0.9F), {7.5F, 3.25F, 7.5F, 3.25F}, {10, 10})), 1);
}

TEST(GrownAxis, HugeCornersAreLimitedBeforeTheyBecomeIntegers) {
  const PasteAxis axis = grown_axis(-1e30F, 1e30F, kSize);
  EXPECT_EQ(axis.first, -(std::int64_t{1} << 30));
  EXPECT_EQ(axis.count, (std::int64_t{1} << 31) + 1);
}

// The cell of OneCellFadesIntoItsRingByHand, 6 pixels further left: columns -6 .. 3.
TEST(PasteMask, APartOutsideTheCanvasIsLeftOutWithoutMovingTheRest) {
  const auto mask = filled_tensor<float>({1, 1}, 1.0F);
  const Picture whole = pasted(mask, {3, 3, 6, 6}, {12, 12});
  const Picture left = pasted(mask, {-3, 3, 0, 6}, {12, 12});
  const Picture above = pasted(mask, {3, -3, 6, 0}, {12, 12});
  const Picture small = pasted(mask, {3, 3, 6, 6}, {5, 4});
  for (std::size_t y = 0; y < 12; ++y) {
    for (std::size_t x = 0; x < 6; ++x) {
      ASSERT_EQ(left(y, x), whole(y, x + 6)) << y << ", " << x;
      ASSERT_EQ(above(x, y), whole(x + 6, y)) << y << ", " << x;
    }
  }
  for (std::size_t y = 0; y < 5; ++y) {
    for (std::size_t x = 0; x < 4; ++x) {
      ASSERT_EQ(small(y, x), whole(y, x));
    }
  }
  EXPECT_EQ(count_set(pasted(mask, {-50, 0, -40, 10}, {20, 20})), 0);
  EXPECT_EQ(count_set(pasted(mask, {0, 40, 10, 50}, {20, 20})), 0);
}

// 200000 x 200000 pixels as floats would be 160 GB; only the canvas is computed.
TEST(PasteMask, AHugeBoxCostsNothingAndShowsItsMiddle) {
  HostTensor<float, 2> mask = full(0.0F);
  mask(13, 13) = 0.75F;
  mask(13, 14) = 0.75F;
  mask(14, 13) = 0.75F;
  mask(14, 14) = 0.75F;
  const Picture pixels = pasted(mask, {-1e5F, -1e5F, 1e5F, 1e5F}, {10, 20});
  for (const float value : pixels) {
    ASSERT_NEAR(value, 0.75F, 1e-5F);
  }
  EXPECT_EQ(count_set(pasted(full(0.5F), {-1e30F, -1e30F, 1e30F, 1e30F}, {10, 20})), 200);
}

TEST(PasteMask, ReversedAndNonFiniteBoxesSetNoPixel) {
  for (const Box& box : {Box{20, 10, 10, 20}, Box{10, 20, 20, 10}, Box{20, 20, 10, 10},
                         Box{-3e38F, -3e38F, 3e38F, 3e38F}}) {
    EXPECT_EQ(count_set(pasted(full(0.9F), box, {30, 30})), 0) << ::testing::PrintToString(box);
  }
  for (const float bad : {kNaN, kInfinity, -kInfinity}) {
    for (const Box& box :
         {Box{bad, 10, 20, 20}, Box{10, bad, 20, 20}, Box{10, 10, bad, 20}, Box{10, 10, 20, bad}}) {
      EXPECT_EQ(count_set(pasted(full(0.9F), box, {30, 30})), 0) << ::testing::PrintToString(box);
    }
  }
}

TEST(PasteMask, SizesThatDoNotFitAreNamed) {
  const std::vector<float> mask(28 * 28);
  std::vector<float> pixels(10);
  EXPECT_EQ(message_of<ShapeError>([&] {
              paste_mask(mask, 27, {0, 0, 1, 1}, {2, 5}, pixels);
            }),
            "paste_mask: 784 values of a 27 x 27 mask, 10 pixels of a 2 x 5 canvas");
  EXPECT_THROW(paste_mask(mask, 28, {0, 0, 1, 1}, {2, 6}, pixels), ShapeError);
  EXPECT_THROW(paste_mask({}, 0, {0, 0, 1, 1}, {2, 5}, pixels), ShapeError);
  EXPECT_THROW(paste_mask(mask, -28, {0, 0, 1, 1}, {2, 5}, pixels), ShapeError);
}

TEST(ToOriginalFrame, EachAxisHasItsOwnFactorInFloat32) {
  const auto boxes = to_original_frame(list<Box>({{10, 20, 1066, 800}}),
                                       BoxFrame(ImageSize{800, 1066}), {480, 640});
  const float x = 640.0F / 1066.0F;
  const float y = 480.0F / 800.0F;
  EXPECT_EQ(values(boxes), (std::vector<Box>{{10 * x, 20 * y, 1066 * x, 800 * y}}));
}

TEST(ToOriginalFrame, AnEmptyResizedImageIsRefused) {
  EXPECT_EQ(message_of<ShapeError>([] {
              to_original_frame(list<Box>({}), BoxFrame(ImageSize{0, 5}), {5, 5});
            }),
            "to_original_frame: a resized image of 0 x 5 pixels");
}

Detections<Host> detections_of(const std::vector<Box>& boxes) {
  return {list(boxes), filled_tensor<float>({boxes.size()}, 0.75F),
          filled_tensor<std::int32_t>({boxes.size()}, 3)};
}

TEST(Paste, ProbabilitiesBoxesAndMasksAreInTheOriginalFrame) {
  auto logits = filled_tensor<float>({2, kSize, kSize}, 3.0F);
  logits(1, 5, 6) = -2.0F;
  const auto result = paste(logits, detections_of({{20, 20, 40, 40}, {0, 0, 60, 60}}),
                            BoxFrame(ImageSize{80, 80}), {40, 40});
  EXPECT_EQ(values(result.boxes), (std::vector<Box>{{10, 10, 20, 20}, {0, 0, 30, 30}}));
  EXPECT_EQ(values(result.scores), (std::vector<float>{0.75F, 0.75F}));
  EXPECT_EQ(values(result.labels), (std::vector<std::int32_t>{3, 3}));
  EXPECT_EQ(result.masks28(0, 0, 0), exact_sigmoid(3));
  EXPECT_EQ(result.masks28(1, 5, 6), exact_sigmoid(-2));
  ASSERT_EQ(result.masks.shape(), (std::array<std::size_t, 3>{2, 40, 40}));
  int set = 0;
  for (std::size_t y = 0; y < 40; ++y) {
    for (std::size_t x = 0; x < 40; ++x) {
      set += result.masks(0, y, x);
    }
  }
  EXPECT_EQ(set, 12 * 12);
}

TEST(Paste, APixelIsSetWhenItsProbabilityReachesTheThreshold) {
  const auto logits = filled_tensor<float>({1, kSize, kSize}, 0.0F);  // one half everywhere
  // every cell is one pixel, see ARegionOfThirtyPixelsIsACopyInsideARingOfZeros
  const Detections<Host> one = detections_of({{0.25F, 0.25F, 28.25F, 28.25F}});
  EXPECT_EQ(paste(logits, one, BoxFrame(ImageSize{32, 32}), {32, 32}).masks(0, 10, 10), 1);
  const float above = std::nextafter(0.5F, 1.0F);
  EXPECT_EQ(paste(logits, one, BoxFrame(ImageSize{32, 32}), {32, 32}, {.threshold = above})
                .masks(0, 10, 10),
            0);
}

TEST(Paste, MasksAreTheSoftMasksAtTheThreshold) {
  const auto logits = random_tensor({4, kSize, kSize}, 5);
  const Detections<Host> four =
      detections_of({{3, 4, 30, 44}, {-5, -9, 12, 13}, {40, 40, 70, 65}, {10, 10, 10.5F, 60}});
  const ImageSize size{50, 60};
  const auto result = paste(logits, four, BoxFrame(size), size);
  for (std::size_t d = 0; d < 4; ++d) {
    auto mask = make_tensor<float>({kSize, kSize});
    std::copy_n(&result.masks28(d, 0, 0), mask.size(), mask.data());
    const Picture soft = pasted(mask, four.boxes(d), size);
    for (std::size_t y = 0; y < 50; ++y) {
      for (std::size_t x = 0; x < 60; ++x) {
        ASSERT_EQ(result.masks(d, y, x), soft(y, x) >= 0.5F ? 1 : 0);
      }
    }
  }
}

TEST(Paste, ANaNLogitSetsNoPixelThatSeesIt) {
  auto logits = filled_tensor<float>({1, kSize, kSize}, 5.0F);
  logits(0, 9, 9) = kNaN;
  const auto result = paste(logits, detections_of({{0.25F, 0.25F, 28.25F, 28.25F}}),
                            BoxFrame(ImageSize{32, 32}), {32, 32});
  EXPECT_TRUE(std::isnan(result.masks28(0, 9, 9)));
  EXPECT_EQ(result.masks(0, 10, 10), 0);
  EXPECT_EQ(result.masks(0, 12, 12), 1);
}

TEST(Paste, NoDetectionsGiveNoMasks) {
  const auto result = paste(make_tensor<float>({0, kSize, kSize}), detections_of({}),
                            BoxFrame(ImageSize{80, 80}), {40, 30});
  EXPECT_EQ(result.masks.shape(), (std::array<std::size_t, 3>{0, 40, 30}));
  EXPECT_EQ(result.masks28.shape(), (std::array<std::size_t, 3>{0, 28, 28}));
}

TEST(Paste, ListsOfDifferentLengthsAndMasksThatAreNotSquareAreNamed) {
  EXPECT_EQ(message_of<ShapeError>([] {
              paste(filled_tensor<float>({2, 28, 28}, 0.0F), detections_of({{0, 0, 1, 1}}),
                    BoxFrame(ImageSize{8, 8}), {8, 8});
            }),
            "paste: logits of (2, 28, 28) for 1 detections");
  EXPECT_EQ(message_of<ShapeError>([] {
              paste(filled_tensor<float>({1, 28, 27}, 0.0F), detections_of({{0, 0, 1, 1}}),
                    BoxFrame(ImageSize{8, 8}), {8, 8});
            }),
            "paste: logits of (1, 28, 27) for 1 detections");
  Detections<Host> broken = detections_of({{0, 0, 1, 1}});
  broken.labels = list<std::int32_t>({});
  EXPECT_EQ(
      message_of<ShapeError>([&] {
        paste(filled_tensor<float>({1, 28, 28}, 0.0F), broken, BoxFrame(ImageSize{8, 8}), {8, 8});
      }),
      "paste: 1 boxes, 1 scores, 0 labels");
}

}  // namespace
}  // namespace mrcnn
