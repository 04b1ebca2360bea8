#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <omp.h>

#include "common/error.hpp"

#include "stages/3_roi_align/roi_align.hpp"

#include "tests/stages/drawn_map.hpp"
#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

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
      "roi_align: the result has 0 x 7 bins, expected at least 1 x 1");
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
  const auto regions = roi_align(levels_of_their_number(), boxes, 3, {}, &trace);
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
    const auto regions = roi_align(pyramid, list<Box>({{64, 64, 64 + side, 64 + side}}), 1);
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
  const auto regions = roi_align(levels_of_their_number(), list<Box>({}), 7, {}, &trace);
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
            "roi_align: the pyramid has 3 levels, expected at least 4, P2..P5");
}

}  // namespace
}  // namespace mrcnn
