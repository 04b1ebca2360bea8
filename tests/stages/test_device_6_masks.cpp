#include <cmath>

#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/6_masks/masks_transfer.hpp"
#include "stages/6_masks/paste_masks.hpp"

#include "tests/support/awkward.hpp"
#include "tests/support/close.hpp"
#include "tests/support/device_test.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

constexpr int kCases = 10000;

using MasksOnTheDevice = DeviceTest;

Conv2dWeights<Host> random_conv(std::size_t side, std::size_t inputs, std::size_t outputs,
                                std::uint64_t seed) {
  return {random_tensor({side, side, inputs, outputs}, seed), random_tensor({outputs}, seed + 1)};
}

MaskHeadWeights<Host> random_weights() {
  return {{random_conv(3, 3, 4, 1), random_conv(3, 4, 4, 3)},
          random_conv(2, 4, 4, 5),
          random_conv(1, 4, 5, 7)};
}

TEST_F(MasksOnTheDevice, TheNetworkAnswersAsOnTheHost) {
  const auto weights = random_weights();
  for (const std::size_t rows : {0U, 1U, 9U}) {
    const Regions<Host> regions{random_tensor({rows, 6, 6, 3}, rows)};
    auto labels = make_tensor<std::int32_t>({rows});
    for (std::size_t d = 0; d < rows; ++d) {
      labels(d) = static_cast<std::int32_t>(d % 5);
    }
    const auto host = mask_head(regions, labels, weights);
    const auto device =
        to_host(mask_head(to_device(regions), to_device(labels), to_device(weights)));
    expect_close(device, host, 1e-3);  // sums of 36 products of up to 100
    if (shares_the_hosts_gemm()) {
      expect_same(device, host);
    }
  }
}

TEST_F(MasksOnTheDevice, ALabelThatIsNotAClassGivesNaN) {
  const Regions<Host> regions{random_tensor({3, 2, 2, 3}, 1)};
  const auto logits =
      to_host(mask_head(to_device(regions), to_device(HostTensor<std::int32_t, 1>{-1, 4, 5}),
                        to_device(random_weights())));
  EXPECT_TRUE(std::isnan(logits(0, 0, 0)));
  EXPECT_TRUE(std::isfinite(logits(1, 0, 0)));
  EXPECT_TRUE(std::isnan(logits(2, 3, 3)));
}

void expect_equal(const HostTensor<float, 3>& logits, const Detections<Host>& detections,
                  const BoxFrame& frame, ImageSize original, const PasteParams& params) {
  const auto host = paste(logits, detections, frame, original, params);
  const auto device =
      to_host(paste(to_device(logits), to_device(detections), frame, original, params));
  expect_same(device.probabilities, host.probabilities);
  expect_same(device.boxes, host.boxes);
  expect_same(device.scores, host.scores);
  expect_same(device.labels, host.labels);
  expect_same(device.masks, host.masks);
}

TEST_F(MasksOnTheDevice, EveryArrayOfPasteHasTheSameBitsInRandomCases) {
  Random random(2);
  for_random_cases(kCases, [&] {
    const int count = random.integer(0, 4);
    const auto rows = static_cast<std::size_t>(count);
    const auto size = static_cast<std::size_t>(random.integer(1, 6));
    auto logits = make_tensor<float>({rows, size, size});
    for (float& logit : logits) {
      logit = awkward_score(random);
    }
    const Detections<Host> detections{awkward_boxes(random, count, 16),
                                      awkward_scores(random, count),
                                      filled_tensor<std::int32_t>({rows}, 1)};
    const ImageSize resized{random.integer(1, 20), random.integer(1, 20)};
    BoxFrame frame(resized);
    if (random.integer(0, 2) == 0) {
      frame.corners = CornerRule::inclusive;
      frame.image = {1.0F, 2.0F, 1.0F + frame.image.x2, 2.0F + frame.image.y2};
    }
    PasteParams params;
    params.rule = static_cast<PasteRule>(random.integer(0, 2));
    params.threshold = random.integer(0, 1) == 0 ? 0.5F : 0.0F;
    expect_equal(logits, detections, frame, {random.integer(1, 24), random.integer(1, 24)}, params);
  });
}

// 300 columns are more than a processor's thread takes in one run.
TEST_F(MasksOnTheDevice, MasksOnALargeCanvasHaveTheSameBits) {
  const auto logits = random_tensor({3, 28, 28}, 4);
  const Detections<Host> detections{
      HostTensor<Box, 1>{{10, 20, 90, 70}, {-30, -30, 400, 400}, {100.5F, 3.25F, 130.75F, 60}},
      HostTensor<float, 1>{0.9F, 0.8F, 0.7F}, HostTensor<std::int32_t, 1>{1, 2, 3}};
  for (const PasteRule rule :
       {PasteRule::torchvision, PasteRule::matterport, PasteRule::detectron2}) {
    PasteParams params;
    params.rule = rule;
    expect_equal(logits, detections, BoxFrame(ImageSize{80, 150}), {160, 300}, params);
  }
}

TEST_F(MasksOnTheDevice, PastedProbabilitiesHaveTheSameBits) {
  Random random(3);
  for_random_cases(kCases, [&] {
    const int count = random.integer(0, 4);
    const auto size = static_cast<std::size_t>(random.integer(1, 6));
    const auto masks = random_tensor({static_cast<std::size_t>(count), size, size}, 1);
    const auto boxes = awkward_boxes(random, count, 16);
    const ImageSize canvas{random.integer(1, 24), random.integer(1, 24)};
    const auto rule = static_cast<PasteRule>(random.integer(0, 2));
    expect_same(to_host(paste_masks(to_device(masks), to_device(boxes), canvas, rule)),
                paste_masks(masks, boxes, canvas, rule));
  });
}

TEST_F(MasksOnTheDevice, WrongShapesAreRefusedInTheHostsWords) {
  EXPECT_EQ(message_of<ShapeError>([&] {
              paste_masks(to_device(make_tensor<float>({1, 3, 4})),
                          to_device(make_tensor<Box>({1})), {9, 9});
            }),
            message_of<ShapeError>([&] {
              paste_masks(make_tensor<float>({1, 3, 4}), make_tensor<Box>({1}), {9, 9});
            }));
  const Detections<Host> none{make_tensor<Box>({0}), make_tensor<float>({0}),
                              make_tensor<std::int32_t>({0})};
  const auto logits = make_tensor<float>({1, 4, 4});
  EXPECT_EQ(message_of<ShapeError>([&] {
              paste(to_device(logits), to_device(none), BoxFrame(ImageSize{9, 9}), {9, 9});
            }),
            message_of<ShapeError>([&] {
              paste(logits, none, BoxFrame(ImageSize{9, 9}), {9, 9});
            }));
}

}  // namespace
}  // namespace mrcnn
