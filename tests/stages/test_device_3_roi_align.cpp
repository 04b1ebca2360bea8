#include <cmath>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/tensor/transfer.hpp"

#include "stages/3_roi_align/alternatives/crop_and_resize.hpp"
#include "stages/3_roi_align/alternatives/roi_pool.hpp"
#include "stages/3_roi_align/pool_regions.hpp"
#include "stages/3_roi_align/roi_levels.hpp"

#include "tests/support/awkward.hpp"
#include "tests/support/close.hpp"
#include "tests/support/device_test.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

constexpr int kCases = 10000;

using RoiAlignOnTheDevice = DeviceTest;

RoiAlignParams random_params(Random& random) {
  RoiAlignParams params;
  params.sampling_ratio = random.integer(-1, 3);
  params.aligned = random.integer(0, 1) == 1;
  params.canonical_size = random.integer(0, 1) == 0 ? 16.0F : 224.0F;
  params.canonical_level = random.integer(2, 5);
  params.level_rule = static_cast<LevelRule>(random.integer(0, 2));
  return params;
}

FeaturePyramid<Host> random_pyramid(std::size_t side, std::size_t channels) {
  FeaturePyramid<Host> pyramid;
  for (std::size_t i = 0; i < 5; ++i) {
    pyramid.levels.push_back(random_tensor(
        {std::max<std::size_t>(1, side >> i), std::max<std::size_t>(1, (side + 3) >> i), channels},
        i));
  }
  return pyramid;
}

void expect_equal(Pooling pooling, const FeaturePyramid<Host>& pyramid,
                  const HostTensor<Box, 1>& boxes, int bins, const RoiAlignParams& params) {
  RoiAlignTrace<Host> host_trace;
  RoiAlignTrace<Device> device_trace;
  const auto host = pool_regions(pooling, pyramid, boxes, bins, params, &host_trace);
  const auto device =
      pool_regions(pooling, to_device(pyramid), to_device(boxes), bins, params, &device_trace);
  expect_same(to_host(device_trace.levels), host_trace.levels);
  expect_same(to_host(device).features, host.features);
}

TEST_F(RoiAlignOnTheDevice, RegionsAndLevelsHaveTheSameBitsInRandomCases) {
  Random random(1);
  const auto pyramid = random_pyramid(16, 5);
  for_random_cases(kCases, [&] {
    const auto boxes = awkward_boxes(random, awkward_count(random, 20), 80);
    const auto pooling = static_cast<Pooling>(random.integer(0, 2));
    expect_equal(pooling, pyramid, boxes, random.integer(1, 4), random_params(random));
  });
}

// 300 channels are more than a processor's thread takes in one run.
TEST_F(RoiAlignOnTheDevice, ManyChannelsAreCutIntoRuns) {
  Random random(2);
  const auto pyramid = random_pyramid(32, 300);
  const auto boxes = awkward_boxes(random, 20, 128);
  for (const Pooling pooling : {Pooling::roi_align, Pooling::roi_pool, Pooling::crop_and_resize}) {
    expect_equal(pooling, pyramid, boxes, 7, {});
  }
}

TEST_F(RoiAlignOnTheDevice, NaNAndInfinityInAMapSpreadAsOnTheHost) {
  Random random(3);
  auto pyramid = random_pyramid(16, 3);
  pyramid.levels[0](3, 3, 0) = std::nanf("");
  pyramid.levels[0](5, 5, 1) = INFINITY;
  pyramid.levels[0](2, 0, 2) = std::nanf("");  // samples outside the map do not read its border
  pyramid.levels[0](0, 2, 2) = std::nanf("");
  const auto boxes = awkward_boxes(random, 60, 60);
  for (const Pooling pooling : {Pooling::roi_align, Pooling::roi_pool, Pooling::crop_and_resize}) {
    expect_equal(pooling, pyramid, boxes, 7, {});
  }
}

TEST_F(RoiAlignOnTheDevice, OneMapWithUnequalSidesHasTheSameBitsInRandomCases) {
  Random random(4);
  const auto map = random_tensor({9, 14, 3}, 1);
  for_random_cases(kCases, [&] {
    const auto boxes = awkward_boxes(random, awkward_count(random, 20), 20);
    const RoiAlignParams params = random_params(random);
    const float scale = random.uniform(0.01F, 2.0F);
    const int height = random.integer(1, 4);
    const int width = random.integer(1, 4);
    const auto device_map = to_device(map);
    const auto device_boxes = to_device(boxes);
    expect_same(
        to_host(roi_align_map(device_map, device_boxes, scale, height, width, params)).features,
        roi_align_map(map, boxes, scale, height, width, params).features);
    expect_same(to_host(roi_pool_map(device_map, device_boxes, scale, height, width)).features,
                roi_pool_map(map, boxes, scale, height, width).features);
    expect_same(to_host(crop_and_resize_map(device_map, device_boxes, height, width)).features,
                crop_and_resize_map(map, boxes, height, width).features);
  });
}

TEST_F(RoiAlignOnTheDevice, LevelsTurnAtTheSameBitOfTheSide) {
  for (const LevelRule rule : {LevelRule::floor, LevelRule::floor_inside, LevelRule::nearest}) {
    RoiAlignParams params;
    params.level_rule = rule;
    auto boxes = make_tensor<Box>({21});
    std::size_t row = 0;
    for (const float threshold : roi_level_thresholds(params, 2, 5)) {
      float side = threshold;
      for (int step = 0; step < 3; ++step) {
        side = std::nextafter(side, 0.0F);
      }
      for (int step = 0; step < 7; ++step, side = std::nextafter(side, INFINITY)) {
        boxes(row++) = {0.0F, 0.0F, side, side};
      }
    }
    const auto levels = roi_levels(boxes, params);
    expect_same(to_host(roi_levels(to_device(boxes), params)), levels);
    EXPECT_EQ(levels(0), 2);
    EXPECT_EQ(levels(20), 5);
  }
}

TEST_F(RoiAlignOnTheDevice, WrongShapesAreRefusedInTheHostsWords) {
  const auto boxes = make_tensor<Box>({0});
  auto pyramid = random_pyramid(8, 2);
  EXPECT_EQ(message_of<ShapeError>([&] { roi_align(to_device(pyramid), to_device(boxes), 0); }),
            message_of<ShapeError>([&] { roi_align(pyramid, boxes, 0); }));
  pyramid.levels[1] = random_tensor({4, 4, 3}, 1);
  EXPECT_EQ(message_of<ShapeError>([&] { roi_align(to_device(pyramid), to_device(boxes)); }),
            message_of<ShapeError>([&] { roi_align(pyramid, boxes); }));
}

}  // namespace
}  // namespace mrcnn
