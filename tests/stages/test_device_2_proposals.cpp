#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/geometry/anchor_levels.hpp"

#include "stages/2_proposals/proposals_transfer.hpp"

#include "tests/support/awkward.hpp"
#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"
#include "tests/support/device_test.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

constexpr int kCases = 10000;

using ProposalsOnTheDevice = DeviceTest;

RpnOutput<Host> random_answer(Random& random, int count) {
  RpnOutput<Host> rpn{awkward_boxes(random, count, 24),
                      make_tensor<std::int32_t>({static_cast<std::size_t>(count)}),
                      awkward_scores(random, count),
                      make_tensor<float>({static_cast<std::size_t>(count), 4})};
  const std::vector<std::int32_t> names = {2, 3, 6, -5, 1000};
  const int used = random.integer(0, 4);
  for (std::int32_t& level : rpn.anchor_levels) {
    level = names[static_cast<std::size_t>(random.integer(0, used))];
  }
  for (float& delta : rpn.deltas) {
    delta = random.integer(0, 2) == 0 ? 0.25F * awkward_score(random) : random.uniform(-1.0F, 1.0F);
  }
  return rpn;
}

ProposalsParams random_params(Random& random) {
  ProposalsParams params;
  params.pre_nms_top_n = random.integer(0, 3) == 0 ? random.integer(0, 5) : 1000;
  params.post_nms_top_n = random.integer(0, 3) == 0 ? random.integer(0, 5) : 300;
  params.nms_iou = random.uniform(0.0F, 1.0F);
  params.min_size = random.integer(0, 1) == 0 ? 1e-3F : 3.0F;
  params.conventions.pre_nms_scope = random.integer(0, 2) == 0 ? Scope::all_levels : Scope::level;
  params.conventions.nms_scope = random.integer(0, 2) == 0 ? Scope::all_levels : Scope::level;
  params.conventions.pad_with_zeros = random.integer(0, 3) == 0;
  params.conventions.max_log_scale = random.integer(0, 3) == 0 ? 0.0F : kMaxLogScale;
  params.coder_weights = {1.0F, 1.0F, 2.0F, 0.5F};
  return params;
}

void expect_equal(const RpnOutput<Host>& rpn, const BoxFrame& frame,
                  const ProposalsParams& params) {
  ProposalsTrace<Host> host_trace;
  ProposalsTrace<Device> device_trace;
  const auto host = proposals(rpn, frame, params, &host_trace);
  const auto device = to_host(proposals(to_device(rpn), frame, params, &device_trace));
  const ProposalsTrace<Host> trace = to_host(device_trace);
  expect_same(trace.candidate_anchors, host_trace.candidate_anchors);
  expect_same(trace.candidates, host_trace.candidates);
  expect_same(trace.candidate_scores, host_trace.candidate_scores);
  expect_same(trace.candidate_levels, host_trace.candidate_levels);
  expect_same(trace.suppressed_by, host_trace.suppressed_by);
  expect_same(trace.kept, host_trace.kept);
  expect_same(device.boxes, host.boxes);
  expect_same(device.scores, host.scores);
}

TEST_F(ProposalsOnTheDevice, EveryArrayHasTheSameBitsInRandomCases) {
  Random random(1);
  for_random_cases(kCases, [&] {
    const RpnOutput<Host> rpn = random_answer(random, awkward_count(random, 80));
    expect_equal(rpn, BoxFrame(ImageSize{random.integer(1, 30), random.integer(1, 30)}),
                 random_params(random));
  });
}

// As many anchors as an image of 160 x 160 has, with the limits of a real run.
TEST_F(ProposalsOnTheDevice, AWholeImageHasTheSameBits) {
  Random random(2);
  constexpr int kAnchors = 6500;
  RpnOutput<Host> rpn = random_answer(random, kAnchors);
  for (std::size_t a = 0; a < kAnchors; ++a) {
    rpn.anchors(a) = random_box(random, 160);
    rpn.anchor_levels(a) = a < 4800 ? 2 : (a < 6000 ? 3 : 4);
    rpn.objectness(a) = random.uniform(-6.0F, 6.0F);
  }
  expect_equal(rpn, BoxFrame(ImageSize{160, 160}), {});
  ProposalsParams together;
  together.conventions.pre_nms_scope = Scope::all_levels;
  together.conventions.nms_scope = Scope::all_levels;
  together.conventions.pad_with_zeros = true;
  expect_equal(rpn, BoxFrame(ImageSize{160, 160}), together);
}

TEST_F(ProposalsOnTheDevice, TheHostLearnsTheCountsOnlyWhenItAsks) {
  Random random(3);
  const auto rpn = to_device(random_answer(random, 50));
  const std::size_t before = host_waits();
  const auto result = proposals(rpn, BoxFrame(ImageSize{20, 20}));
  EXPECT_EQ(host_waits(), before);
  (void)result.boxes.valid_rows();
  (void)result.scores.valid_rows();
  EXPECT_EQ(host_waits(), before + 1);
}

TEST_F(ProposalsOnTheDevice, MoreLevelsThanThereIsRoomForAreRefused) {
  Random random(4);
  RpnOutput<Host> rpn = random_answer(random, 20);
  for (std::size_t a = 0; a < 20; ++a) {
    rpn.anchor_levels(a) = static_cast<std::int32_t>(a);
  }
  ProposalsTrace<Device> trace;
  proposals(to_device(rpn), BoxFrame(ImageSize{20, 20}), {.pre_nms_top_n = 1}, &trace);
  EXPECT_EQ(message_of<ShapeError>([&] { (void)to_host(trace.candidates); }),
            "a list of 20 rows on the device, which has room for 8");
}

TEST_F(ProposalsOnTheDevice, AnchorsHaveTheSameBitsForEveryConvention) {
  Random random(5);
  for_random_cases(2000, [&] {
    const ImageSize padded{random.integer(20, 200), random.integer(20, 200)};
    std::vector<ImageSize> grids;
    AnchorParams params;
    for (int level = 0; level < random.integer(1, 5); ++level) {
      grids.push_back({random.integer(1, 20), random.integer(1, 20)});
      params.sizes.push_back(random.uniform(1.0F, 100.0F));
    }
    for (int r = 0; r < random.integer(0, 3); ++r) {
      params.aspect_ratios.push_back(random.uniform(0.1F, 4.0F));
    }
    params.rounded = random.integer(0, 1) == 0;
    params.stride = random.integer(0, 1) == 0 ? AnchorStride::grid : AnchorStride::level;
    params.corners = random.integer(0, 1) == 0 ? CornerRule::exclusive : CornerRule::inclusive;
    expect_same(to_host(make_anchors<Device>(padded, grids, params)),
                make_anchors<Host>(padded, grids, params));
    const Index per_cell = params.aspect_ratios.size();
    expect_same(to_host(anchor_levels<Device>(grids, per_cell)),
                anchor_levels<Host>(grids, per_cell));
  });
}

Conv2dWeights<Host> random_conv(std::size_t side, std::size_t inputs, std::size_t outputs,
                                std::uint64_t seed) {
  return {random_tensor({side, side, inputs, outputs}, seed), random_tensor({outputs}, seed + 1)};
}

TEST_F(ProposalsOnTheDevice, TheNetworkAnswersAsOnTheHost) {
  FeaturePyramid<Host> pyramid;
  for (const std::size_t side : {24U, 12U, 6U, 3U, 2U}) {
    pyramid.levels.push_back(random_tensor({side, side + 1, 8}, side));
  }
  const RpnWeights<Host> weights{random_conv(3, 8, 8, 1), random_conv(1, 8, 3, 3),
                                 random_conv(1, 8, 12, 5)};
  const ImageSize padded{96, 100};
  const auto host = rpn_head(pyramid, padded, weights);
  const auto device = to_host(rpn_head(to_device(pyramid), padded, to_device(weights)));
  expect_same(device.anchors, host.anchors);
  expect_same(device.anchor_levels, host.anchor_levels);
  expect_close(device.objectness, host.objectness, 1e-4);  // sums of 72 products of up to 10
  expect_close(device.deltas, host.deltas, 1e-4);
  if (shares_the_hosts_gemm()) {
    expect_same(device.objectness, host.objectness);
    expect_same(device.deltas, host.deltas);
  }
}

TEST_F(ProposalsOnTheDevice, WrongShapesAreRefusedInTheHostsWords) {
  RpnOutput<Host> rpn{list<Box>({{0, 0, 1, 1}}), list<std::int32_t>({2}), list<float>({1, 2}),
                      make_tensor<float>({1, 4})};
  EXPECT_EQ(message_of<ShapeError>([&] {
              proposals(to_device(rpn), BoxFrame(ImageSize{9, 9}));
            }),
            message_of<ShapeError>([&] {
              proposals(rpn, BoxFrame(ImageSize{9, 9}));
            }));
  EXPECT_EQ(message_of<ShapeError>([&] {
              rpn_head(FeaturePyramid<Device>{}, {32, 32}, RpnWeights<Device>{});
            }),
            "rpn_head: the pyramid has 0 levels, expected 5 like anchor_sizes");
}

}  // namespace
}  // namespace mrcnn
