#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/tensor/transfer.hpp"

#include "stages/5_iou_filter/iou_filter.hpp"

#include "tests/support/awkward.hpp"
#include "tests/support/close.hpp"
#include "tests/support/device_test.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

constexpr int kCases = 10000;

using IouFilterOnTheDevice = DeviceTest;

HostTensor<std::int32_t, 1> random_labels(Random& random, std::size_t count) {
  auto labels = make_tensor<std::int32_t>({count});
  for (std::int32_t& label : labels) {
    label = random.integer(1, 3);
  }
  return labels;
}

/// Half of the boxes overlap the first true one by exactly a half.
void expect_equal(const Detections<Host>& all, const std::optional<GroundTruth<Host>>& truth,
                  const Detections<Device>& on_device, const IouFilterParams& params) {
  IouFilterTrace<Host> host_trace;
  IouFilterTrace<Device> device_trace;
  const auto host = iou_filter(all, truth ? &*truth : nullptr, params, &host_trace);
  const auto device_truth = to_device(truth.value_or(GroundTruth<Host>{}));
  const auto device =
      to_host(iou_filter(on_device, truth ? &device_truth : nullptr, params, &device_trace));
  expect_same(to_host(device_trace.keep), host_trace.keep);
  if (truth) {
    expect_same(to_host(device_trace.iou), host_trace.iou);
    expect_same(to_host(device_trace.best_iou), host_trace.best_iou);
    expect_same(to_host(device_trace.best_truth), host_trace.best_truth);
    expect_same(to_host(device_trace.class_matches), host_trace.class_matches);
  }
  expect_same(device.boxes, host.boxes);
  expect_same(device.scores, host.scores);
  expect_same(device.labels, host.labels);
}

/// The first `rows` detections in lists with room for more, as step detections leaves them.
Detections<Device> with_live_rows(const Detections<Host>& all, std::size_t room) {
  const std::size_t rows = all.boxes.size();
  const auto valid_count = std::make_shared<ValidCount>(room);
  const auto count = static_cast<std::int32_t>(rows);
  copy_to_device(valid_count->count(), &count, sizeof count);
  Detections<Device> result{DeviceTensor<Box, 1>({room}, valid_count),
                            DeviceTensor<float, 1>({room}, valid_count),
                            DeviceTensor<std::int32_t, 1>({room}, valid_count)};
  copy_to_device(result.boxes.data(), all.boxes.data(), rows * sizeof(Box));
  copy_to_device(result.scores.data(), all.scores.data(), rows * sizeof(float));
  copy_to_device(result.labels.data(), all.labels.data(), rows * sizeof(std::int32_t));
  return result;
}

TEST_F(IouFilterOnTheDevice, EveryArrayHasTheSameBitsInRandomCases) {
  Random random(1);
  for_random_cases(kCases, [&] {
    const int count = awkward_count(random, 40);
    const auto rows = static_cast<std::size_t>(count);
    const Detections<Host> all{awkward_boxes(random, count, 6), awkward_scores(random, count),
                               random_labels(random, rows)};
    std::optional<GroundTruth<Host>> truth;
    if (random.integer(0, 4) > 0) {
      const int objects = awkward_count(random, 12);
      truth = GroundTruth<Host>{awkward_boxes(random, objects, 6),
                                random_labels(random, static_cast<std::size_t>(objects))};
    }
    const IouFilterParams params{0.25F * static_cast<float>(random.integer(0, 2))};
    const auto spare = static_cast<std::size_t>(random.integer(0, 4));
    expect_equal(all, truth,
                 random.integer(0, 1) == 0 ? to_device(all) : with_live_rows(all, rows + spare),
                 params);
  });
}

// 10 x 5 in 10 x 10: an IoU of exactly 0.5.
TEST_F(IouFilterOnTheDevice, ExactlyTheThresholdIsValid) {
  const Detections<Host> all{HostTensor<Box, 1>{{0, 0, 10, 5}, {0, 0, 10, 4.9375F}},
                             HostTensor<float, 1>{0.9F, 0.8F}, HostTensor<std::int32_t, 1>{1, 1}};
  const GroundTruth<Host> truth{HostTensor<Box, 1>{{0, 0, 10, 10}}, HostTensor<std::int32_t, 1>{1}};
  const auto device_truth = to_device(truth);
  const auto kept = to_host(iou_filter(to_device(all), &device_truth));
  ASSERT_EQ(kept.boxes.size(), 1U);
  EXPECT_EQ(kept.boxes(0), (Box{0, 0, 10, 5}));
}

TEST_F(IouFilterOnTheDevice, WrongShapesAreRefusedInTheHostsWords) {
  const Detections<Host> all{make_tensor<Box>({2}), make_tensor<float>({1}),
                             make_tensor<std::int32_t>({2})};
  EXPECT_EQ(message_of<ShapeError>([&] { iou_filter(to_device(all), nullptr); }),
            message_of<ShapeError>([&] { iou_filter(all, nullptr); }));
}

}  // namespace
}  // namespace mrcnn
