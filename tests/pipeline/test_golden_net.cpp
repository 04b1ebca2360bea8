#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "stages/pipeline/array_access.hpp"
#include "stages/pipeline/pipeline.hpp"
#include "stages/pipeline/run_inputs.hpp"
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
  set_array(*find_array(name), golden(kTrace + name), state);
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
  return agrees(kTrace + name, to_array(*find_array(name), state), bound);
}

std::vector<std::string> step_names() {
  std::vector<std::string> names;
  for (const StepInfo& step : pipeline_steps()) {
    names.push_back(step.name);
  }
  return names;
}

class GoldenNet : public testing::TestWithParam<std::string> {};

TEST_P(GoldenNet, StepComputesTorchvisionsOutputsFromItsInputs) {
  const Step step_id = first_step_named(GetParam());
  const StepInfo& step = pipeline_steps().at(static_cast<std::size_t>(step_id));
  PipelineState<Host> state;
  load_inputs(state, step);
  RunOptions options;
  options.from = step_id;
  options.to = step_id;
  Pipeline(Place::host, &small_net()).run(state, small_net().config, options);
  for (const std::string& name : step.writes) {
    if (find_array(name)->traits.is_extra) {  // torchvision does not return these
      continue;
    }
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
  load(state, "5_iou_filter/truth_boxes");
  load(state, "5_iou_filter/truth_labels");
  Pipeline(Place::host, &small_net()).run(state, small_net().config);

  EXPECT_TRUE(is_torchvisions(state, "0_image/input", bounds_of("0_image/input").other_program));
  // No decision of this run is near a border (golden_net.py sees to it), so nothing may be chosen
  // otherwise, however many roundings have come together.
  for (const ArrayRow& row : array_table()) {
    if (is_golden(row.name)) {
      const bool is_float = golden(kTrace + row.name).dtype == DType::f32;
      const Bound bound = is_float ? Bound{Bound::Kind::kOfLargest, 1e-4} : kSameBits;
      EXPECT_TRUE(is_torchvisions(state, row.name, bound));
    }
  }
}

}  // namespace
}  // namespace mrcnn
