#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/tensor/device.hpp"

#include "stages/pipeline/array_access.hpp"
#include "stages/pipeline/pipeline.hpp"
#include "stages/pipeline/run_inputs.hpp"
#include "stages/program/compare/array_difference.hpp"
#include "stages/program/compare/bounds.hpp"

#include "tests/golden/golden.hpp"
#include "tests/support/close.hpp"
#include "tests/support/device_test.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

using Names = std::vector<std::string>;

const std::string kTrace = "small_net/trace/";

const Model& small_net() {
  static const Model model = load_model(MRCNN_TEST_DATA "/small_net/model.safetensors");
  return model;
}

void load(PipelineState<Host>& state, const std::string& name) {
  set_array(*find_array(name), golden(kTrace + name), state);
}

PipelineState<Host> state_with_image(bool truth = false) {
  PipelineState<Host> state;
  set_image(state, {golden_tensor<std::uint8_t, 3>(kTrace + "0_image/image")},
            small_net().config.image);
  if (truth) {
    load(state, "5_iou_filter/truth_boxes");
    load(state, "5_iou_filter/truth_labels");
  }
  return state;
}

PipelineState<Host> run(Pipeline& pipeline, const RunOptions& options, bool truth = false) {
  PipelineState<Host> state = state_with_image(truth);
  pipeline.run(state, small_net().config, options);
  return state;
}

Names arrays_here(const PipelineState<Host>& state) {
  Names names;
  for (const auto& [name, record] : state.arrays) {
    if (record.is_here) {
      names.push_back(name);
    }
  }
  return names;
}

Names arrays_made(const PipelineState<Host>& state) {
  Names names;
  for (const auto& [name, record] : state.arrays) {
    if (state.has_made(name)) {
      names.push_back(name);
    }
  }
  return names;
}

/// Arrays of `names` that are not the same bytes in both.
Names different(const PipelineState<Host>& a, const PipelineState<Host>& b, const Names& names) {
  Names result;
  for (const std::string& name : names) {
    const ArrayRow& row = *find_array(name);
    if (to_array(row, a) != to_array(row, b)) {
      result.push_back(name);
    }
  }
  return result;
}

/// All tests run on the host and on the device.
class PipelineAt : public DeviceTest, public testing::WithParamInterface<Place> {
 protected:
  void SetUp() override {
    if (GetParam() == Place::device) {
      DeviceTest::SetUp();
    }
    if (!IsSkipped()) {
      pipeline_.emplace(GetParam(), &small_net());
    }
  }

  std::optional<Pipeline> pipeline_;
};

TEST_P(PipelineAt, KeepingTheResultsGivesTheSameResultsAndNothingElse) {
  for (const bool truth : {false, true}) {
    const PipelineState<Host> everything = run(*pipeline_, {}, truth);
    const PipelineState<Host> results = run(*pipeline_, {.keep = Keep::results}, truth);
    Names expected;
    for (const std::string& name : arrays_here(everything)) {
      if (find_array(name)->traits.is_result) {
        expected.push_back(name);
      }
    }
    EXPECT_EQ(arrays_here(results), expected);
    EXPECT_EQ(different(results, everything, expected), Names{});
    EXPECT_EQ(results.pyramid.levels[0].size(), 0U);
  }
}

TEST_P(PipelineAt, WhatThePyramidAddsIsKeptOnRequestAndGivesItsMaps) {
  const PipelineState<Host> everything = run(*pipeline_, {.to = Step::features});
  const PipelineState<Host> extras = run(*pipeline_, {.to = Step::features, .keep = Keep::extras});
  Names added;
  for (const std::string& name : arrays_here(extras)) {
    if (!everything.has(name)) {
      added.push_back(name);
    }
  }
  EXPECT_EQ(added, (Names{"1_features/lateral2", "1_features/lateral3", "1_features/lateral4",
                          "1_features/lateral5", "1_features/top_down2", "1_features/top_down3",
                          "1_features/top_down4"}));
  EXPECT_EQ(different(extras, everything, arrays_here(everything)), Names{});
  for (std::size_t level = 0; level < 4; ++level) {
    HostTensor<float, 3> sum = extras.top_down.lateral[level];
    if (level < 3) {
      sum += extras.top_down.top_down[level];
    }
    const HostTensor<float, 3> map =
        conv2d(sum, small_net().features.output[level], {.padding = 1});
    if (GetParam() == Place::host) {
      EXPECT_EQ(map, extras.pyramid.levels[level]) << "P" << level + 2;
    } else {
      expect_close(map, extras.pyramid.levels[level], 1e-5);
    }
  }
}

TEST_P(PipelineAt, TheShapeOfAReleasedArrayStays) {
  const PipelineState<Host> everything = run(*pipeline_, {});
  const PipelineState<Host> results = run(*pipeline_, {.keep = Keep::results});
  for (const auto& [name, record] : everything.arrays) {
    if (!find_array(name)->traits.for_traces) {
      EXPECT_EQ(results.shape_of(name), record.shape) << name;
    }
    EXPECT_EQ(record.shape, to_array(*find_array(name), everything).shape) << name;
  }
}

TEST_P(PipelineAt, AReleasedArrayCostsWhatAKeptOneCosts) {
  PipelineState<Host> everything = state_with_image();
  PipelineState<Host> results = state_with_image();
  const auto costs = pipeline_->run(everything, small_net().config);
  const auto same = pipeline_->run(results, small_net().config, {.keep = Keep::results});
  ASSERT_EQ(costs.size(), kStepCount);
  for (std::size_t i = 0; i < kStepCount; ++i) {
    EXPECT_EQ(costs[i].gflop, same[i].gflop) << costs[i].name;
    if (costs[i].name == "features") {
      EXPECT_GT(costs[i].mb, same[i].mb) << "C2..C5 are for a trace only";
    } else {
      EXPECT_EQ(costs[i].mb, same[i].mb) << costs[i].name;
    }
    EXPECT_EQ(costs[i].gflop > 0.0, pipeline_steps()[i].has_weights) << costs[i].name;
  }
}

TEST_P(PipelineAt, TheStateCanRunAgainFromTheImage) {
  PipelineState<Host> state = state_with_image();
  pipeline_->run(state, small_net().config, {.keep = Keep::results});
  const Array first = to_array(*find_array("6_masks/masks"), state);
  pipeline_->run(state, small_net().config, {.keep = Keep::results});
  EXPECT_EQ(to_array(*find_array("6_masks/masks"), state), first);
}

TEST_P(PipelineAt, ProgressIsReportedBeforeEveryStepFromFirstToLast) {
  Names steps;
  const RunOptions options{.to = Step::roi_align, .before_step = [&](const StepInfo& step) {
                             steps.push_back(step.name);
                           }};
  run(*pipeline_, options);
  EXPECT_EQ(steps, (Names{"features", "rpn_head", "proposals", "roi_align"}));
}

TEST_P(PipelineAt, AMissingInputIsNamedWithTheStepThatReadsIt) {
  PipelineState<Host> state;
  EXPECT_EQ(message_of<InputError>(
                [&] { pipeline_->run(state, small_net().config, {.from = Step::proposals}); }),
            "2_proposals/anchors.npy: is missing, step proposals reads it");
}

TEST_P(PipelineAt, AStepWithWeightsNeedsAModel) {
  Pipeline pipeline(GetParam(), nullptr);
  EXPECT_EQ(message_of<UsageError>([&] { run(pipeline, {}); }),
            "step features has weights: give --model FILE");
}

TEST_P(PipelineAt, AnInputThatIsNotFiniteIsNamedWhateverIsKept) {
  Model broken = small_net();
  broken.rpn.objectness.bias(0) = std::numeric_limits<float>::quiet_NaN();
  Pipeline pipeline(GetParam(), &broken);
  for (const Keep keep : {Keep::results, Keep::everything}) {
    EXPECT_EQ(
        message_of<InputError>([&] { run(pipeline, {.keep = keep}); }),
        "2_proposals/objectness: the value at (0,) is not finite, expected a number, got nan");
  }
}

TEST_P(PipelineAt, ALabelThatIsNoClassIsNamed) {
  PipelineState<Host> state;
  for (const std::string& name : info_of(Step::mask_head).reads) {
    load(state, name);
  }
  state.valid.labels(0) = 99;
  const RunOptions options{.from = Step::mask_head, .to = Step::mask_head};
  const std::string message =
      message_of<InputError>([&] { pipeline_->run(state, small_net().config, options); });
  EXPECT_EQ(message.rfind("step mask_head: the arrays contradict each other: mask_head: labels[0] "
                          "is 99",
                          0),
            0U)
      << message;
}

INSTANTIATE_TEST_SUITE_P(Places, PipelineAt, testing::Values(Place::host, Place::device),
                         [](const auto& test) {
                           return test.param == Place::host ? "Host" : "Device";
                         });

using PipelineOnTheDevice = DeviceTest;

// On a processor the matrix products are the host's own, so that even what is only bounded agrees.
TEST_F(PipelineOnTheDevice, EveryArrayOfARunIsTheHosts) {
  if (!shares_the_hosts_gemm()) {
    GTEST_SKIP() << "a GPU's matrix products round differently: mrcnn compare judges them";
  }
  Pipeline on_host(Place::host, &small_net());
  Pipeline on_device(Place::device, &small_net());
  for (const bool truth : {false, true}) {
    const PipelineState<Host> host = run(on_host, {}, truth);
    const PipelineState<Host> device = run(on_device, {}, truth);
    EXPECT_EQ(arrays_made(device), arrays_made(host));
    EXPECT_EQ(different(device, host, arrays_made(host)), Names{});
  }
}

TEST_F(PipelineOnTheDevice, TheSameBytesForAnyNumberOfThreads) {
  Pipeline pipeline(Place::device, &small_net());
  set_threads(1);
  const PipelineState<Host> one = run(pipeline, {}, true);
  for (const int threads : {2, 3, 4, 8}) {
    set_threads(threads);
    const PipelineState<Host> many = run(pipeline, {}, true);
    EXPECT_EQ(different(many, one, arrays_made(one)), Names{}) << threads << " threads";
  }
}

TEST_F(PipelineOnTheDevice, TheHostWaitsForTwoNumbers) {
  Pipeline pipeline(Place::device, &small_net());
  for (const Keep keep : {Keep::results, Keep::everything}) {
    run(pipeline, {.keep = keep}, true);
    EXPECT_EQ(pipeline.waits(), 2U);
  }
}

// Every step alone, fed with torchvision's arrays.
TEST_F(PipelineOnTheDevice, EveryStepRunsAlone) {
  Pipeline on_host(Place::host, &small_net());
  Pipeline on_device(Place::device, &small_net());
  for (std::size_t i = 0; i < kStepCount; ++i) {
    const StepInfo& step = pipeline_steps()[i];
    SCOPED_TRACE(step.name);
    PipelineState<Host> host;
    for (const auto* names : {&step.reads, &step.reads_if_there, &step.reads_shape_of}) {
      for (const std::string& name : *names) {
        load(host, name);
      }
    }
    PipelineState<Host> device = host;
    RunOptions options;
    options.from = options.to = static_cast<Step>(i);
    on_host.run(host, small_net().config, options);
    on_device.run(device, small_net().config, options);
    EXPECT_EQ(arrays_made(device), arrays_made(host));
    for (const std::string& name : arrays_made(host)) {
      const Array array = to_array(*find_array(name), device);
      const Bound ours = bounds_of(name).other_backend;
      EXPECT_TRUE(agrees(kTrace + name, array, bounds_of(name).other_program));
      if (ours.kind == Bound::Kind::kExact || shares_the_hosts_gemm()) {
        EXPECT_EQ(array, to_array(*find_array(name), host)) << name;
      }
    }
  }
}

}  // namespace
}  // namespace mrcnn
