#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/geometry/best_truth.hpp"
#include "common/geometry/decode_boxes.hpp"
#include "common/geometry/iou_matrix.hpp"
#include "common/geometry/match.hpp"
#include "common/geometry/nms.hpp"
#include "common/tensor/transfer.hpp"

#include "tests/support/awkward.hpp"
#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"
#include "tests/support/device_test.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

constexpr int kCases = 10000;

using GeometryOnTheDevice = DeviceTest;

/// Which rows survive, and by whom each of the others is suppressed.
struct Outcome {
  HostTensor<std::int32_t, 1> survivors;
  HostTensor<std::int32_t, 1> suppressed_by;
};

struct NmsInput {
  HostTensor<Box, 1> boxes;
  HostTensor<float, 1> scores;
  HostTensor<std::int32_t, 1> groups;
  HostTensor<std::int32_t, 1> marks;
  double max_iou;
};

Outcome on_host(NmsInput in) {
  const auto survivors =
      non_maximum_suppression(in.boxes, in.scores, in.groups, {.max_iou = in.max_iou}, in.marks);
  return {survivors, in.marks};
}

Outcome on_device(const NmsInput& in, std::size_t largest_group) {
  auto marks = to_device(in.marks);
  const auto survivors =
      non_maximum_suppression(to_device(in.boxes), to_device(in.scores), to_device(in.groups),
                              {.max_iou = in.max_iou, .largest_group = largest_group}, marks);
  return {to_host(survivors), to_host(marks)};
}

/// Boxes lie on quarters of a pixel and some repeat, so an IoU of exactly 0, 1/4, 1/2 or 1 is
/// common.
double awkward_max_iou(Random& random) {
  const std::vector<double> exact = {0.0, 0.25, 0.5, 1.0};
  return random.integer(0, 1) == 0 ? random.uniform(0.0F, 1.0F)
                                   : exact[static_cast<std::size_t>(random.integer(0, 3))];
}

NmsInput random_input(Random& random, int count) {
  NmsInput in{awkward_boxes(random, count, 16), awkward_scores(random, count),
              filled_tensor<std::int32_t>({static_cast<std::size_t>(count)}, 0),
              filled_tensor<std::int32_t>({static_cast<std::size_t>(count)}, kKept),
              awkward_max_iou(random)};
  const std::vector<std::int32_t> names = {0, -1, 7, 2147483647, -2147483647 - 1};
  const int used = random.integer(0, 4);
  for (std::size_t i = 0; i < in.groups.size(); ++i) {
    in.groups(i) = names[static_cast<std::size_t>(random.integer(0, used))];
    if (random.integer(0, 5) == 0) {
      in.marks(i) = random.integer(0, 1) == 0 ? kTooSmall : kBelowScore;
    }
  }
  return in;
}

void expect_equal(const Outcome& actual, const Outcome& expected) {
  expect_same(actual.survivors, expected.survivors);
  expect_same(actual.suppressed_by, expected.suppressed_by);
}

TEST_F(GeometryOnTheDevice, SuppressionNamesTheSameRowsInRandomCases) {
  Random random(1);
  for_random_cases(kCases, [&] {
    const NmsInput in = random_input(random, awkward_count(random, 200));
    expect_equal(on_device(in, in.boxes.size()), on_host(in));
  });
}

TEST_F(GeometryOnTheDevice, SuppressionOfOneGroupCrossesWordsOf64Bits) {
  Random random(2);
  for (const int count : {63, 64, 65, 127, 128, 129, 1000}) {
    SCOPED_TRACE(count);
    NmsInput in = random_input(random, count);
    in.boxes = random_boxes(static_cast<std::size_t>(count), 40, 3);
    in.groups.fill(5);
    in.marks.fill(kKept);
    expect_equal(on_device(in, in.boxes.size()), on_host(in));
  }
}

// 600 boxes in groups of 100: the bits of a row need 2 words and not 10.
TEST_F(GeometryOnTheDevice, GroupsNeedOnlyTheBitsOfTheLargest) {
  NmsInput in{random_boxes(600, 40, 4), make_tensor<float>({600}), make_tensor<std::int32_t>({600}),
              filled_tensor<std::int32_t>({600}, kKept), 0.3};
  Random random(5);
  for (std::size_t i = 0; i < 600; ++i) {
    in.scores(i) = random.uniform(0.0F, 1.0F);
    in.groups(i) = static_cast<std::int32_t>(i % 6);
  }
  expect_equal(on_device(in, 100), on_host(in));
}

TEST_F(GeometryOnTheDevice, SuppressionLooksAtValidRowsOnly) {
  const std::vector<Box> boxes = {{0, 0, 2, 2}, {0, 0, 2, 2}, {5, 5, 9, 9}, {0, 0, 2, 2}};
  auto valid_count = std::make_shared<ValidCount>(4);
  const std::int32_t three = 3;
  copy_to_device(valid_count->count(), &three, sizeof three);
  auto device_boxes = make_device_tensor<Box>({4}, valid_count);
  copy_to_device(device_boxes.data(), boxes.data(), 4 * sizeof(Box));
  auto marks = to_device(filled_tensor<std::int32_t>({4}, kKept));
  const auto survivors =
      non_maximum_suppression(device_boxes, to_device(list<float>({1, 2, 3, 9})),
                              to_device(filled_tensor<std::int32_t>({4}, 0)), {}, marks);
  EXPECT_EQ(values(to_host(survivors)), (std::vector<std::int32_t>{2, 1}));
  EXPECT_EQ(values(to_host(marks)), (std::vector<std::int32_t>{1, kKept, kKept, kKept}));
}

TEST_F(GeometryOnTheDevice, SuppressionRefusesListsOfDifferentLength) {
  auto marks = to_device(filled_tensor<std::int32_t>({1}, kKept));
  EXPECT_EQ(message_of<ShapeError>([&] {
              non_maximum_suppression(to_device(list<Box>({{0, 0, 1, 1}})),
                                      to_device(list<float>({1, 2})),
                                      to_device(list<std::int32_t>({0})), {}, marks);
            }),
            "non_maximum_suppression: scores has 2 rows, expected 1 like boxes");
}

TEST_F(GeometryOnTheDevice, OverlapsAndBestTruthsHaveTheSameBitsInRandomCases) {
  Random random(6);
  for_random_cases(kCases, [&] {
    const auto a = awkward_boxes(random, awkward_count(random, 60), 8);
    const auto b = awkward_boxes(random, awkward_count(random, 20), 8);
    const auto host = iou_matrix(a, b);
    const auto device = iou_matrix(to_device(a), to_device(b));
    expect_same(to_host(device), host);
    const auto best = best_truth(device);
    expect_same(to_host(best.index), best_truth(host).index);
    expect_same(to_host(best.iou), best_truth(host).iou);
  });
}

// On a grid of quarters, so that rows tie for a truth and IoUs sit on the thresholds.
TEST_F(GeometryOnTheDevice, MatchesHaveTheSameBitsInRandomCases) {
  Random random(7);
  for_random_cases(kCases, [&] {
    auto iou = make_tensor<float>({static_cast<std::size_t>(awkward_count(random, 40)),
                                   static_cast<std::size_t>(random.integer(0, 6))});
    for (float& value : iou) {
      value = random.integer(0, 15) == 0 ? std::nanf("")
                                         : 0.25F * static_cast<float>(random.integer(0, 4));
    }
    const float low = 0.25F * static_cast<float>(random.integer(0, 3));
    const MatchThresholds thresholds{low, low + 0.25F * static_cast<float>(random.integer(0, 1))};
    const bool low_quality = random.integer(0, 1) == 1;
    const auto host = match(iou, thresholds, low_quality);
    const auto device = match(to_device(iou), thresholds, low_quality);
    expect_same(to_host(device.index), host.index);
    expect_same(to_host(device.iou), host.iou);
  });
}

TEST_F(GeometryOnTheDevice, DecodedBoxesHaveTheSameBitsInRandomCases) {
  Random random(8);
  for_random_cases(kCases, [&] {
    const int count = awkward_count(random, 60);
    const auto references = awkward_boxes(random, count, 16);
    auto deltas = make_tensor<float>({static_cast<std::size_t>(count), 4});
    for (float& delta : deltas) {
      delta = awkward_score(random);
    }
    DecodeParams params{{1.0F, 2.0F, random.uniform(0.1F, 10.0F), 5.0F},
                        random.integer(0, 1) == 0 ? kMaxLogScale : 0.0F};
    if (random.integer(0, 1) == 0) {
      params.clip = Box{1.0F, 2.0F, 20.0F, 17.0F};
    }
    expect_same(to_host(decode_boxes(to_device(references), to_device(deltas), params)),
                decode_boxes(references, deltas, params));
  });
}

TEST_F(GeometryOnTheDevice, DecodeRefusesDeltasOfAnotherLength) {
  const auto references = make_tensor<Box>({2});
  const auto deltas = make_tensor<float>({2, 3});
  EXPECT_EQ(
      message_of<ShapeError>([&] { decode_boxes(to_device(references), to_device(deltas), {}); }),
      "decode: deltas is (2, 3), expected (2, 4) like boxes");
}

}  // namespace
}  // namespace mrcnn
