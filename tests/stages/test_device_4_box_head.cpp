#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/4_box_head/box_head_transfer.hpp"

#include "tests/support/awkward.hpp"
#include "tests/support/close.hpp"
#include "tests/support/device_test.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

constexpr int kCases = 10000;

using BoxHeadOnTheDevice = DeviceTest;

LinearWeights<Host> random_layer(std::size_t inputs, std::size_t outputs, std::uint64_t seed) {
  return {random_tensor({inputs, outputs}, seed), random_tensor({outputs}, seed + 1)};
}

TEST_F(BoxHeadOnTheDevice, TheNetworkAnswersAsOnTheHost) {
  const BoxHeadWeights<Host> weights{random_layer(3 * 3 * 4, 10, 1), random_layer(10, 10, 3),
                                     random_layer(10, 5, 5), random_layer(10, 20, 7)};
  for (const std::size_t rows : {0U, 1U, 300U}) {
    const Regions<Host> regions{random_tensor({rows, 3, 3, 4}, rows)};
    const auto host = box_head(regions, weights);
    const auto device = to_host(box_head(to_device(regions), to_device(weights)));
    expect_close(device.class_logits, host.class_logits, 1e-4);  // sums of up to 36 products of 10
    expect_close(device.box_deltas, host.box_deltas, 1e-4);
    if (shares_the_hosts_gemm()) {
      expect_same(device.class_logits, host.class_logits);
      expect_same(device.box_deltas, host.box_deltas);
    }
  }
}

DetectionsParams random_params(Random& random) {
  DetectionsParams params;
  params.coder_weights = {10.0F, 10.0F, 5.0F, 4.0F};
  params.conventions.max_log_scale = random.integer(0, 3) == 0 ? 0.0F : kMaxLogScale;
  params.conventions.candidates =
      random.integer(0, 2) == 0 ? CandidateRule::best_class : CandidateRule::every_class;
  params.conventions.score_rule = random.integer(0, 2) == 0 ? ScoreRule::reached : ScoreRule::above;
  params.score_threshold = random.integer(0, 2) == 0 ? 0.25F : 0.05F;
  params.nms_iou = random.uniform(0.0F, 1.0F);
  params.conventions.min_size = random.integer(0, 1) == 0 ? 1e-2F : 3.0F;
  params.detections_per_image = random.integer(0, 2) == 0 ? random.integer(0, 4) : 100;
  return params;
}

BoxHeadOutput<Host> random_answer(Random& random, int rows, int classes) {
  BoxHeadOutput<Host> head{
      make_tensor<float>({static_cast<std::size_t>(rows), static_cast<std::size_t>(classes)}),
      make_tensor<float>({static_cast<std::size_t>(rows), static_cast<std::size_t>(4 * classes)})};
  for (float& logit : head.class_logits) {
    // probabilities of exactly 0.25 and ties between classes are common
    logit = random.integer(0, 40) == 0 ? awkward_score(random)
                                       : 1.0986123F * static_cast<float>(random.integer(-1, 1));
  }
  for (float& delta : head.box_deltas) {
    delta = random.integer(0, 9) == 0 ? awkward_score(random) : random.uniform(-3.0F, 3.0F);
  }
  return head;
}

void expect_equal(const BoxHeadOutput<Host>& head, const HostTensor<Box, 1>& proposals,
                  const BoxFrame& frame, const DetectionsParams& params) {
  DetectionsTrace<Host> host_trace;
  DetectionsTrace<Device> device_trace;
  const auto host = detections(head, proposals, frame, params, &host_trace);
  const auto device =
      to_host(detections(to_device(head), to_device(proposals), frame, params, &device_trace));
  const DetectionsTrace<Host> trace = to_host(device_trace);
  expect_same(trace.class_probabilities, host_trace.class_probabilities);
  expect_same(trace.candidates, host_trace.candidates);
  expect_same(trace.candidate_boxes, host_trace.candidate_boxes);
  expect_same(trace.candidate_scores, host_trace.candidate_scores);
  expect_same(trace.suppressed_by, host_trace.suppressed_by);
  expect_same(trace.proposals, host_trace.proposals);
  expect_same(device.boxes, host.boxes);
  expect_same(device.scores, host.scores);
  expect_same(device.labels, host.labels);
}

TEST_F(BoxHeadOnTheDevice, EveryArrayOfDetectionsHasTheSameBitsInRandomCases) {
  Random random(2);
  for_random_cases(kCases, [&] {
    const int rows = awkward_count(random, 40);
    const BoxHeadOutput<Host> head = random_answer(random, rows, random.integer(2, 5));
    expect_equal(head, awkward_boxes(random, rows, 24),
                 BoxFrame(ImageSize{random.integer(1, 30), random.integer(1, 30)}),
                 random_params(random));
  });
}

TEST_F(BoxHeadOnTheDevice, AThousandProposalsOfTwentyClassesHaveTheSameBits) {
  Random random(3);
  const BoxHeadOutput<Host> head = random_answer(random, 1000, 21);
  auto proposals = make_tensor<Box>({1000});
  for (Box& box : proposals) {
    const auto x = static_cast<float>(random.integer(0, 100));
    const auto y = static_cast<float>(random.integer(0, 100));
    box = {x, y, x + 30.0F, y + 20.0F};
  }
  expect_equal(head, proposals, BoxFrame(ImageSize{140, 150}), {});
}

TEST_F(BoxHeadOnTheDevice, WrongShapesAreRefusedInTheHostsWords) {
  const BoxHeadOutput<Host> head{make_tensor<float>({2, 3}), make_tensor<float>({2, 11})};
  const auto boxes = make_tensor<Box>({2});
  EXPECT_EQ(message_of<ShapeError>([&] {
              detections(to_device(head), to_device(boxes), BoxFrame(ImageSize{9, 9}));
            }),
            message_of<ShapeError>([&] {
              detections(head, boxes, BoxFrame(ImageSize{9, 9}));
            }));
}

}  // namespace
}  // namespace mrcnn
