#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <omp.h>

#include "common/error.hpp"

#include "stages/3_roi_align/roi_align.hpp"

#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

using Map = HostTensor<float, 3>;

/// One channel: value(y, x).
template <class Value>
Map drawn(std::size_t height, std::size_t width, const Value& value) {
  auto map = make_tensor<float>({height, width, 1});
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      map(y, x, 0) = value(static_cast<float>(y), static_cast<float>(x));
    }
  }
  return map;
}

//   0  1  2  3  4
//   5  6  7  8  9
//  10 11 12 13 14       value(y, x) = 5 y + x
//  15 16 17 18 19
//  20 21 22 23 24
Map five_by_five() {
  return drawn(5, 5, [](float y, float x) { return 5.0F * y + x; });
}

std::vector<float> pooled(const Map& map, const Box& box, int bins, const RoiAlignParams& params,
                          float scale = 1.0F) {
  const auto regions = roi_align_map(map, list<Box>({box}), scale, bins, bins, params);
  return {regions.features.begin(), regions.features.end()};
}

// The box from (1, 1) to (3, 3) has bins of half a cell; the centre of the first is at 1.25 if
// cell centres are at whole numbers, and at 0.75 if they are at halves.
TEST(RoiAlign, TheTwoConventionsOfCellCentresDifferByHalfACell) {
  EXPECT_EQ(pooled(five_by_five(), {1, 1, 3, 3}, 4, {.aligned = false}),
            (std::vector<float>{7.5F, 8, 8.5F, 9, 10, 10.5F, 11, 11.5F, 12.5F, 13, 13.5F, 14, 15,
                                15.5F, 16, 16.5F}));
  EXPECT_EQ(pooled(five_by_five(), {1, 1, 3, 3}, 4, {.aligned = true}),
            (std::vector<float>{4.5F, 5, 5.5F, 6, 7, 7.5F, 8, 8.5F, 9.5F, 10, 10.5F, 11, 12, 12.5F,
                                13, 13.5F}));
}

TEST(RoiAlign, ImagePixelsAreScaledToCells) {
  EXPECT_EQ(pooled(five_by_five(), {4, 4, 12, 12}, 4, {}, 0.25F),
            pooled(five_by_five(), {1, 1, 3, 3}, 4, {}));
}

TEST(RoiAlign, BinsMayDifferInHeightAndWidth) {
  const auto regions = roi_align_map(five_by_five(), list<Box>({{0, 0, 4, 2}}), 1.0F, 1, 2, {});
  ASSERT_EQ(regions.features.shape(), (std::array<std::size_t, 4>{1, 1, 2, 1}));
  EXPECT_EQ(regions.features(0, 0, 0, 0), 5.0F + 1.0F);  // centres at y = 1, x = 1 and 3
  EXPECT_EQ(regions.features(0, 0, 1, 0), 5.0F + 3.0F);
}

TEST(RoiAlign, AConstantMapGivesItsConstantForEveryBoxInside) {
  Random random(1);
  const Map map = drawn(20, 20, [](float, float) { return 3.25F; });
  for (int i = 0; i < 200; ++i) {
    const Box box = random_box(random, 19);
    for (const float value : pooled(map, box, 3, {.sampling_ratio = random.integer(0, 3)})) {
      ASSERT_NEAR(value, 3.25F, 2e-6F);  // the four weights of a sample sum to 1 within rounding
    }
  }
}

TEST(RoiAlign, ALinearMapGivesItsValueAtTheCentreOfEveryBin) {
  Random random(2);
  const Map map = drawn(30, 30, [](float y, float x) { return 2.0F * y - 3.0F * x + 1.0F; });
  constexpr int kBins = 5;
  for (int i = 0; i < 200; ++i) {
    const Box box = random_box(random, 29);
    const std::vector<float> values =
        pooled(map, box, kBins, {.sampling_ratio = random.integer(0, 3)});
    for (int by = 0; by < kBins; ++by) {
      for (int bx = 0; bx < kBins; ++bx) {
        const float y = box.y1 + (static_cast<float>(by) + 0.5F) / kBins * (box.y2 - box.y1);
        const float x = box.x1 + (static_cast<float>(bx) + 0.5F) / kBins * (box.x2 - box.x1);
        ASSERT_NEAR(values[static_cast<std::size_t>(by * kBins + bx)], 2 * y - 3 * x + 1, 1e-4F);
      }
    }
  }
}

/// One sample at exactly (y, x): the middle of the one bin of a box of one cell.
float sample(const Map& map, float y, float x) {
  return pooled(map, {x - 0.5F, y - 0.5F, x + 0.5F, y + 0.5F}, 1, {.sampling_ratio = 1})[0];
}

TEST(RoiAlign, ASampleUpToOneCellOutsideReadsTheBorderAndBeyondIsZero) {
  const Map map = drawn(5, 5, [](float y, float x) { return 10.0F + 5.0F * y + x; });
  EXPECT_EQ(sample(map, 1, 1), 16.0F);
  EXPECT_EQ(sample(map, -1.0F, 2), 12.0F);
  EXPECT_EQ(sample(map, -1.125F, 2), 0.0F);
  EXPECT_EQ(sample(map, 2, -1.0F), 20.0F);
  EXPECT_EQ(sample(map, 2, -1.125F), 0.0F);
  EXPECT_EQ(sample(map, 5.0F, 2), 32.0F);
  EXPECT_EQ(sample(map, 5.125F, 2), 0.0F);
  EXPECT_EQ(sample(map, 2, 5.0F), 24.0F);
  EXPECT_EQ(sample(map, 2, 5.125F), 0.0F);
}

// One bin of height 4 has samples at y = -2 and 0; the first is 0 but counts in the mean.
TEST(RoiAlign, SamplesOutsideCountInTheDivisor) {
  const Map map = drawn(5, 5, [](float, float) { return 8.0F; });
  EXPECT_EQ(pooled(map, {1, -3, 3, 1}, 1, {}), std::vector<float>{4});
}

TEST(RoiAlign, ASmallBoxCountsAsOneCellUnlessAligned) {
  EXPECT_EQ(pooled(five_by_five(), {2, 2, 2, 2}, 1, {}), std::vector<float>{5 * 2.5F + 2.5F});
  EXPECT_EQ(pooled(five_by_five(), {3, 3, 1, 1}, 1, {}), std::vector<float>{5 * 3.5F + 3.5F});
  EXPECT_EQ(pooled(five_by_five(), {2.5F, 2.5F, 2.5F, 2.5F}, 1, {.aligned = true}),
            std::vector<float>{12});
}

// Bins of 2.25 cells take three samples per axis at 1/6, 1/2 and 5/6 of the bin.
TEST(RoiAlign, AdaptiveSamplingTakesOneSamplePerCell) {
  const Map squares = drawn(8, 8, [](float, float x) { return x * x; });
  const float bin = 2.25F;
  float mean = 0;
  for (const float part : {1.0F / 6, 3.0F / 6, 5.0F / 6}) {
    const float x = bin * part;
    const float low = std::floor(x);
    mean += (low * low + (x - low) * (2 * low + 1)) / 3;  // linear between low^2 and (low + 1)^2
  }
  EXPECT_NEAR(pooled(squares, {0, 0, 2 * bin, 2 * bin}, 2, {.sampling_ratio = 0})[0], mean, 1e-6F);
}

TEST(RoiAlign, AnAlignedBoxWithoutExtentHasNoAdaptiveSamplesAndGivesZero) {
  EXPECT_EQ(pooled(five_by_five(), {3, 3, 1, 1}, 2, {.sampling_ratio = 0, .aligned = true}),
            (std::vector<float>{0, 0, 0, 0}));
}

TEST(RoiAlign, NonFiniteBoxesGiveZerosEvenOnAMapOfNaN) {
  const Map map = drawn(5, 5, [](float, float) { return kNaN; });
  for (const float bad : {kNaN, kInfinity, -kInfinity}) {
    for (const Box& box :
         {Box{bad, 0, 1, 1}, Box{0, bad, 1, 1}, Box{0, 0, bad, 1}, Box{0, 0, 1, bad}}) {
      for (const int sampling : {0, 2}) {
        EXPECT_EQ(pooled(map, box, 2, {.sampling_ratio = sampling}),
                  (std::vector<float>{0, 0, 0, 0}));
      }
    }
  }
}

TEST(RoiAlign, HugeAndFarAwayBoxesGiveZerosAtOnce) {
  const Map map = drawn(5, 5, [](float, float) { return 1.0F; });
  for (const Box& box : {Box{1e6F, 1e6F, 2e6F, 2e6F}, Box{-3e30F, -3e30F, 3e30F, 3e30F},
                         Box{-2e9F, -2e9F, -1e9F, -1e9F}}) {
    for (const float value : pooled(map, box, 2, {.sampling_ratio = 0})) {
      EXPECT_EQ(value, 0.0F) << ::testing::PrintToString(box);
    }
  }
}

TEST(RoiAlign, ANaNCellReachesTheSamplesBesideItOnly) {
  Map map = drawn(6, 6, [](float, float) { return 1.0F; });
  map(4, 4, 0) = kNaN;
  const std::vector<float> values = pooled(map, {0, 0, 6, 6}, 2, {});
  EXPECT_EQ(values[0], 1.0F);
  EXPECT_TRUE(std::isnan(values[3]));
}

TEST(RoiAlign, AnEmptyMapGivesZerosAndNoBoxesGiveNoRegions) {
  EXPECT_EQ(pooled(make_tensor<float>({0, 5, 1}), {0, 0, 4, 4}, 1, {}), std::vector<float>{0});
  const auto none = roi_align_map(five_by_five(), list<Box>({}), 1.0F, 7, 7, {});
  EXPECT_EQ(none.features.shape(), (std::array<std::size_t, 4>{0, 7, 7, 1}));
}

TEST(RoiAlign, NoBinsAreRefused) {
  EXPECT_EQ(
      message_of<ShapeError>([] { roi_align_map(five_by_five(), list<Box>({}), 1.0F, 0, 7, {}); }),
      "roi_align: 0 x 7 bins");
}

/// Level l is filled with l, in two channels l and -l, on an image of 1024 x 1024.
FeaturePyramid<Host> levels_of_their_number() {
  FeaturePyramid<Host> pyramid;
  for (int level = 2; level <= 6; ++level) {
    const auto side = static_cast<std::size_t>(1024 >> level);
    auto map = make_tensor<float>({side, side, 2});
    for (std::size_t i = 0; i < map.size(); ++i) {
      map.data()[i] = static_cast<float>(i % 2 == 0 ? level : -level);
    }
    pyramid.levels.push_back(map);
  }
  return pyramid;
}

TEST(RoiAlignPyramid, EveryBoxReadsTheLevelOfItsSizeInInputOrder) {
  const auto boxes = list<Box>({{100, 100, 600, 600},
                                {100, 100, 130, 130},
                                {100, 100, 330, 330},
                                {100, 100, 220, 220},
                                {100, 100, 1000, 1000}});
  RoiAlignTrace<Host> trace;
  const auto regions = roi_align(levels_of_their_number(), boxes, {.output_size = 3}, &trace);
  EXPECT_EQ(values(trace.levels), (std::vector<std::int32_t>{5, 2, 4, 3, 5}));
  ASSERT_EQ(regions.features.shape(), (std::array<std::size_t, 4>{5, 3, 3, 2}));
  for (std::size_t r = 0; r < 5; ++r) {
    const auto level = static_cast<float>(trace.levels(r));
    for (std::size_t bin = 0; bin < 9; ++bin) {
      EXPECT_NEAR(regions.features(r, bin / 3, bin % 3, 0), level, 1e-5F);
      EXPECT_NEAR(regions.features(r, bin / 3, bin % 3, 1), -level, 1e-5F);
    }
  }
}

// On every level the map holds its own columns in image pixels, so that a wrong scale is seen.
TEST(RoiAlignPyramid, LevelLIsSampledWithScaleTwoToTheMinusL) {
  FeaturePyramid<Host> pyramid;
  for (int level = 2; level <= 5; ++level) {
    const auto side = static_cast<std::size_t>(1024 >> level);
    const auto stride = static_cast<float>(1 << level);
    pyramid.levels.push_back(drawn(side, side, [&](float, float x) { return x * stride; }));
  }
  for (const float side : {32.0F, 120.0F, 240.0F, 480.0F}) {
    const auto regions =
        roi_align(pyramid, list<Box>({{64, 64, 64 + side, 64 + side}}), {.output_size = 1});
    EXPECT_NEAR(regions.features(0, 0, 0, 0), 64 + side / 2, 1e-3F) << side;
  }
}

TEST(RoiAlignPyramid, OneMapAloneGivesTheSameBits) {
  FeaturePyramid<Host> pyramid = levels_of_their_number();
  pyramid.levels[1] = random_tensor({128, 128, 2}, 4);
  const auto boxes = list<Box>({{10.5F, 20.25F, 150, 160}});  // P3
  expect_same(roi_align(pyramid, boxes).features,
              roi_align_map(pyramid.levels[1], boxes, 0.125F, 7, 7).features);
}

TEST(RoiAlignPyramid, AnyNumberOfThreadsGivesTheSameBits) {
  const int usual = omp_get_max_threads();
  FeaturePyramid<Host> pyramid = levels_of_their_number();
  pyramid.levels[0] = random_tensor({256, 256, 2}, 5);
  const auto boxes = random_boxes(100, 110, 6);
  omp_set_num_threads(1);
  const auto alone = roi_align(pyramid, boxes);
  for (const int threads : {2, 3, 8}) {
    omp_set_num_threads(threads);
    expect_same(roi_align(pyramid, boxes).features, alone.features);
  }
  omp_set_num_threads(usual);
}

TEST(RoiAlignPyramid, NoBoxesGiveNoRegions) {
  RoiAlignTrace<Host> trace;
  const auto regions = roi_align(levels_of_their_number(), list<Box>({}), {}, &trace);
  EXPECT_EQ(regions.features.shape(), (std::array<std::size_t, 4>{0, 7, 7, 2}));
  EXPECT_EQ(trace.levels.size(), 0U);
}

TEST(RoiAlignPyramid, MissingLevelsAndDifferentChannelsAreNamed) {
  FeaturePyramid<Host> pyramid = levels_of_their_number();
  pyramid.levels[2] = five_by_five();
  EXPECT_EQ(message_of<ShapeError>([&] { roi_align(pyramid, list<Box>({})); }),
            "roi_align: P4 has 1 channels, expected 2 like P2");
  pyramid.levels.resize(3);
  EXPECT_EQ(message_of<ShapeError>([&] { roi_align(pyramid, list<Box>({})); }),
            "roi_align: a pyramid of 3 levels, expected P2..P5");
}

std::vector<float> max_pooled(const Map& map, const Box& box, int bins, float scale = 1.0F) {
  const auto regions = roi_pool_map(map, list<Box>({box}), scale, bins, bins);
  return {regions.features.begin(), regions.features.end()};
}

std::vector<float> cropped(const Map& map, const Box& fractions, int bins) {
  const auto regions = crop_map(map, list<Box>({fractions}), bins, bins);
  return {regions.features.begin(), regions.features.end()};
}

// Cells 1 to 3 of both axes in two bins: rows 1..2 and 2..3.
TEST(RoiPool, EachBinIsTheLargestOfItsCellsByHand) {
  EXPECT_EQ(max_pooled(five_by_five(), {1, 1, 3, 3}, 2), (std::vector<float>{12, 13, 17, 18}));
  EXPECT_EQ(max_pooled(five_by_five(), {4, 4, 12, 12}, 2, 0.25F),
            (std::vector<float>{12, 13, 17, 18}));
}

// Halves go away from zero: 0.5 to 1, -0.5 to -1.
TEST(RoiPool, HalvesOfCellsAreRoundedAwayFromZero) {
  EXPECT_EQ(max_pooled(five_by_five(), {-0.5F, -0.5F, 0.5F, 0.5F}, 1), std::vector<float>{6});
  EXPECT_EQ(max_pooled(five_by_five(), {-0.4F, -0.4F, 0.4F, 0.4F}, 1), std::vector<float>{0});
}

TEST(RoiPool, ABinWithoutCellsIsZeroEvenOnANegativeMap) {
  const Map negative = drawn(5, 5, [](float, float) { return -3.0F; });
  EXPECT_EQ(max_pooled(negative, {3, 3, 6, 6}, 2), (std::vector<float>{-3, 0, 0, 0}));
  EXPECT_EQ(max_pooled(negative, {50, 50, 60, 60}, 1), std::vector<float>{0});
}

TEST(RoiPool, NonFiniteBoxesGiveZerosAndNaNCellsWinTheirBins) {
  for (const float bad : {kNaN, kInfinity, -kInfinity}) {
    EXPECT_EQ(max_pooled(five_by_five(), {bad, 0, 3, 3}, 1), std::vector<float>{0});
    EXPECT_EQ(max_pooled(five_by_five(), {0, 0, 3, bad}, 1), std::vector<float>{0});
  }
  Map map = five_by_five();
  map(0, 0, 0) = kNaN;
  const auto pooled = max_pooled(map, {0, 0, 3, 3}, 2);
  EXPECT_TRUE(std::isnan(pooled[0]));
  EXPECT_EQ(pooled[3], 18.0F);
}

TEST(CropAndResize, TheWholeMapInAsManyBinsAsCellsIsACopy) {
  const Map map = five_by_five();
  EXPECT_EQ(cropped(map, {0, 0, 1, 1}, 5), (std::vector<float>{map.begin(), map.end()}));
}

// Columns 1, 2, 3 and rows 0.5, 1, 1.5 of 5 y + x.
TEST(CropAndResize, SamplesAreAtTheCornersOfTheBoxAndEvenlyBetweenByHand) {
  EXPECT_EQ(cropped(five_by_five(), {0.25F, 0.125F, 0.75F, 0.375F}, 3),
            (std::vector<float>{3.5F, 4.5F, 5.5F, 6, 7, 8, 8.5F, 9.5F, 10.5F}));
}

// From column -2 to 2: the samples outside are 0 and do not fade in.
TEST(CropAndResize, SamplesOutsideTheMapAreZero) {
  EXPECT_EQ(cropped(five_by_five(), {-0.5F, 0.25F, 0.5F, 0.75F}, 3),
            (std::vector<float>{0, 5, 7, 0, 10, 12, 0, 15, 17}));
}

TEST(CropAndResize, ABoxOfZerosIsTheFirstCellEverywhereAndANonFiniteOneZeros) {
  const Map map = drawn(5, 5, [](float y, float x) { return 1.0F + y + x; });
  EXPECT_EQ(cropped(map, {0, 0, 0, 0}, 2), (std::vector<float>{1, 1, 1, 1}));
  EXPECT_EQ(cropped(map, {0, 0, kNaN, 1}, 2), (std::vector<float>{0, 0, 0, 0}));
  EXPECT_EQ(cropped(map, {0, 0, 1, kInfinity}, 2), (std::vector<float>{0, 0, 0, 0}));
}

// On every level the same fraction of the map is read: an input of 64 pixels has 16 cells on P2 and
// 2 on P5, and the frame's right edge, 64, is the centre of the last of them.
TEST(RoiAlignStage, CropAndResizeReadsFractionsOfTheInput) {
  FeaturePyramid<Host> pyramid;
  for (const std::size_t side : {16U, 8U, 4U, 2U}) {
    pyramid.levels.push_back(drawn(side, side, [](float y, float x) { return 100.0F * y + x; }));
  }
  const RoiAlignParams params{.output_size = 2, .pooling = Pooling::crop_and_resize};
  const auto small = roi_align(pyramid, list<Box>({{0, 0, 64, 32}}), params);
  EXPECT_EQ((std::vector<float>{small.features.begin(), small.features.end()}),
            (std::vector<float>{0, 15, 750, 765}));
  RoiAlignParams large = params;
  large.canonical_size = 8;  // P5 from 16 pixels on
  const auto coarse = roi_align(pyramid, list<Box>({{0, 0, 64, 32}}), large);
  EXPECT_EQ((std::vector<float>{coarse.features.begin(), coarse.features.end()}),
            (std::vector<float>{0, 1, 50, 51}));
}

TEST(RoiAlignStage, RoiPoolReadsTheLevelOfItsBoxAtItsScale) {
  FeaturePyramid<Host> pyramid;
  for (const std::size_t side : {16U, 8U, 4U, 2U}) {
    pyramid.levels.push_back(drawn(side, side, [](float y, float x) { return 100.0F * y + x; }));
  }
  const RoiAlignParams params{.output_size = 1, .pooling = Pooling::roi_pool};
  EXPECT_EQ(roi_align(pyramid, list<Box>({{8, 8, 20, 12}}), params).features(0, 0, 0, 0), 305.0F);
}

}  // namespace
}  // namespace mrcnn
