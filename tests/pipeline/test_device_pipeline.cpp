#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/pipeline/array_table.hpp"
#include "stages/pipeline/device_pipeline.hpp"
#include "stages/program/compare/array_difference.hpp"

#include "tests/golden/golden.hpp"
#include "tests/support/device_test.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

using PipelineOnTheDevice = DeviceTest;

const std::string kTrace = "small_net/trace/";

const Model& small_net() {
  static const Model model = load_model(MRCNN_TEST_DATA "/small_net/model.safetensors");
  return model;
}

InputImage<Host> small_image() {
  return {golden_tensor<std::uint8_t, 3>(kTrace + "0_image/image")};
}

void add_truth(PipelineState<Host>& state) {
  for (const std::string name : {"5_iou_filter/truth_boxes", "5_iou_filter/truth_labels"}) {
    find_array(name)->load(state, golden(kTrace + name));
    state.available.insert(name);
  }
}

PipelineState<Host> host_run(bool truth) {
  PipelineState<Host> state;
  set_image(state, small_image(), small_net().config.image);
  if (truth) {
    add_truth(state);
  }
  RunOptions options;
  options.keep_backbone_maps = true;
  run_pipeline(state, small_net().config, &small_net(), options);
  return state;
}

PipelineState<Host> device_run(DevicePipeline& pipeline, bool truth, Wanted wanted) {
  PipelineState<Host> state;
  set_photograph(state, small_image(), small_net().config.image);
  if (truth) {
    add_truth(state);
  }
  RunOptions options;
  options.keep_backbone_maps = true;
  pipeline.run(state, small_net().config, options, wanted);
  return state;
}

/// Arrays of `names` that are not the same bytes in both.
std::vector<std::string> different(const PipelineState<Host>& a, const PipelineState<Host>& b,
                                   const std::set<std::string>& names) {
  std::vector<std::string> result;
  for (const std::string& name : names) {
    const ArrayEntry& entry = *find_array(name);
    if (entry.save(a).bytes != entry.save(b).bytes) {
      result.push_back(name);
    }
  }
  return result;
}

using Names = std::vector<std::string>;

// On a processor the matrix products are the host's own, so that even what is only bounded agrees.
TEST_F(PipelineOnTheDevice, EveryArrayOfARunIsTheHosts) {
  if (!shares_the_hosts_gemm()) {
    GTEST_SKIP() << "a GPU's matrix products round differently: mrcnn compare judges them";
  }
  DevicePipeline pipeline(&small_net());
  for (const bool truth : {false, true}) {
    const PipelineState<Host> host = host_run(truth);
    const PipelineState<Host> device = device_run(pipeline, truth, Wanted::everything);
    EXPECT_EQ(device.made, host.made);
    EXPECT_EQ(different(device, host, host.made), Names{});
  }
}

TEST_F(PipelineOnTheDevice, TheSameBytesForAnyNumberOfThreads) {
  DevicePipeline pipeline(&small_net());
  set_threads(1);
  const PipelineState<Host> one = device_run(pipeline, true, Wanted::everything);
  for (const int threads : {2, 3, 4, 8}) {
    set_threads(threads);
    const PipelineState<Host> many = device_run(pipeline, true, Wanted::everything);
    EXPECT_EQ(different(many, one, one.made), Names{}) << threads << " threads";
  }
}

TEST_F(PipelineOnTheDevice, TheHostWaitsForTwoNumbers) {
  DevicePipeline pipeline(&small_net());
  device_run(pipeline, true, Wanted::results);
  EXPECT_EQ(pipeline.waits(), 2U);
}

TEST_F(PipelineOnTheDevice, OnlyWhatIsWantedComesBack) {
  DevicePipeline pipeline(&small_net());
  const PipelineState<Host> state = device_run(pipeline, false, Wanted::results);
  EXPECT_TRUE(state.has("6_masks/masks"));
  EXPECT_TRUE(state.has("4_box_head/boxes"));
  EXPECT_FALSE(state.has("1_features/p2"));
  EXPECT_FALSE(state.has("0_image/input"));
}

// Every step alone, fed with torchvision's arrays.
TEST_F(PipelineOnTheDevice, EveryStepRunsAlone) {
  DevicePipeline pipeline(&small_net());
  for (std::size_t i = 0; i < kStepCount; ++i) {
    const StepInfo& step = pipeline_steps()[i];
    SCOPED_TRACE(step.name);
    PipelineState<Host> host;
    PipelineState<Host> device;
    for (const auto* names : {&step.reads, &step.reads_if_there, &step.reads_shape_of}) {
      for (const std::string& name : *names) {
        for (PipelineState<Host>* state : {&host, &device}) {
          find_array(name)->load(*state, golden(kTrace + name));
          state->available.insert(name);
        }
      }
    }
    RunOptions options;
    options.from = options.to = static_cast<Step>(i);
    options.keep_backbone_maps = true;
    run_pipeline(host, small_net().config, &small_net(), options);
    pipeline.run(device, small_net().config, options, Wanted::everything);
    EXPECT_EQ(device.made, host.made);
    for (const std::string& name : host.made) {
      const Bound ours = bounds_of(name).other_backend;
      EXPECT_TRUE(agrees(kTrace + name, find_array(name)->save(device), bounds_of(name).other_program));
      if (ours.kind == Bound::Kind::kExact || shares_the_hosts_gemm()) {
        EXPECT_EQ(find_array(name)->save(device).bytes, find_array(name)->save(host).bytes) << name;
      }
    }
  }
}

TEST_F(PipelineOnTheDevice, WhatIsNotFiniteIsNamedLikeOnTheHost) {
  Model broken = small_net();
  broken.rpn.objectness.bias(0) = std::numeric_limits<float>::quiet_NaN();
  DevicePipeline pipeline(&broken);
  PipelineState<Host> state;
  set_photograph(state, small_image(), broken.config.image);
  const std::string message =
      message_of<InputError>([&] { pipeline.run(state, broken.config, {}, Wanted::results); });
  PipelineState<Host> host;
  set_image(host, small_image(), broken.config.image);
  EXPECT_EQ(message,
            message_of<InputError>([&] { run_pipeline(host, broken.config, &broken, {}); }));
}

TEST_F(PipelineOnTheDevice, AStepWithWeightsNeedsAModelAndEachItsInputs) {
  DevicePipeline pipeline(nullptr);
  PipelineState<Host> state;
  RunOptions options;
  options.from = options.to = Step::proposals;
  EXPECT_EQ(message_of<InputError>(
                [&] { pipeline.run(state, small_net().config, options, Wanted::results); }),
            "2_proposals/anchors.npy: is missing, step proposals reads it");
  set_photograph(state, small_image(), small_net().config.image);
  options.from = options.to = Step::features;
  EXPECT_EQ(message_of<UsageError>(
                [&] { pipeline.run(state, small_net().config, options, Wanted::results); }),
            "step features has weights: give --model FILE");
}

}  // namespace
}  // namespace mrcnn
