#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "stages/pipeline/array_table.hpp"
#include "stages/pipeline/pipeline.hpp"
#include "stages/program/compare/bounds.hpp"

#include "tests/golden/golden.hpp"

namespace mrcnn {
namespace {

const std::string kTrace = "small_net/trace/";

const Model& small_net() {
  static const Model model = load_model(MRCNN_TEST_DATA "/small_net/model.safetensors");
  return model;
}

bool is_golden(const std::string& name) {
  return std::filesystem::exists(std::string(MRCNN_TEST_DATA "/") + kTrace + name + ".npy");
}

/// Takes an array of torchvision's run into ours.
void load(PipelineState<Host>& state, const std::string& name) {
  find_array(name)->load(state, golden(kTrace + name));
  state.available.insert(name);
}

void load_inputs(PipelineState<Host>& state, const StepInfo& step) {
  for (const auto* inputs : {&step.reads, &step.reads_if_there, &step.reads_shape_of}) {
    for (const std::string& name : *inputs) {
      if (is_golden(name)) {
        load(state, name);
      }
    }
  }
}

testing::AssertionResult is_torchvisions(const PipelineState<Host>& state, const std::string& name,
                                         const Bound& bound) {
  if (!state.has(name)) {
    return testing::AssertionFailure() << name << " was not made";
  }
  return agrees(kTrace + name, find_array(name)->save(state), bound);
}

std::vector<std::string> step_names() {
  std::vector<std::string> names;
  for (const StepInfo& step : pipeline_steps()) {
    names.push_back(step.name);
  }
  return names;
}

class GoldenNet : public testing::TestWithParam<std::string> {};

TEST_P(GoldenNet, StepMakesOfTorchvisionsInputsWhatTorchvisionMakes) {
  const Step step_id = first_step_named(GetParam());
  const StepInfo& step = pipeline_steps().at(static_cast<std::size_t>(step_id));
  PipelineState<Host> state;
  load_inputs(state, step);
  RunOptions options;
  options.from = step_id;
  options.to = step_id;
  options.keep_backbone_maps = true;
  run_pipeline(state, small_net().config, &small_net(), options);
  for (const std::string& name : step.writes) {
    EXPECT_TRUE(is_golden(name)) << name;
    EXPECT_TRUE(is_torchvisions(state, name, bounds_of(name).other_program));
  }
}

INSTANTIATE_TEST_SUITE_P(Steps, GoldenNet, testing::ValuesIn(step_names()),
                         [](const auto& test) { return test.param; });

TEST(GoldenNetWhole, EveryGoldenArrayIsMadeFromTheImageAndTheTruth) {
  PipelineState<Host> state;
  set_image(state, {golden_tensor<std::uint8_t, 3>(kTrace + "0_image/image")},
            small_net().config.image);
  EXPECT_TRUE(is_torchvisions(state, "0_image/input", bounds_of("0_image/input").other_program));
  load(state, "5_iou_filter/truth_boxes");
  load(state, "5_iou_filter/truth_labels");
  RunOptions options;
  options.keep_backbone_maps = true;
  run_pipeline(state, small_net().config, &small_net(), options);

  // No decision of this run is near a border (golden_net.py sees to it), so nothing may be chosen
  // otherwise, however many roundings have come together.
  for (const ArrayEntry& entry : array_table()) {
    if (is_golden(entry.name)) {
      const bool is_float = golden(kTrace + entry.name).dtype == DType::f32;
      const Bound bound = is_float ? Bound{Bound::Kind::kOfLargest, 1e-4} : kSameBits;
      EXPECT_TRUE(is_torchvisions(state, entry.name, bound));
    }
  }
}

}  // namespace
}  // namespace mrcnn
