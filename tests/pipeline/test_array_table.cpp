#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/pipeline/array_table.hpp"
#include "stages/pipeline/steps.hpp"

namespace mrcnn {
namespace {

std::string documented() {
  std::ifstream file(MRCNN_SOURCE_DIR "/docs/trace.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST(ArrayTable, EveryArrayIsDocumentedWithItsMeaningAndUnit) {
  const std::string page = documented();
  for (const ArrayEntry& entry : array_table()) {
    EXPECT_NE(page.find("| `" + entry.name + "` | "), std::string::npos) << entry.name;
    EXPECT_NE(page.find(" | " + entry.meaning + " | " + entry.unit + " |"), std::string::npos)
        << entry.name << ": " << entry.meaning << " | " << entry.unit;
  }
}

TEST(ArrayTable, HoldsExactlyTheArraysThatTheStepsReadAndWrite) {
  std::set<std::string> of_steps(image_arrays().begin(), image_arrays().end());
  of_steps.insert(truth_arrays().begin(), truth_arrays().end());
  for (const StepInfo& step : pipeline_steps()) {
    of_steps.insert(step.reads.begin(), step.reads.end());
    of_steps.insert(step.writes.begin(), step.writes.end());
  }
  std::set<std::string> of_table;
  for (const ArrayEntry& entry : array_table()) {
    EXPECT_TRUE(of_table.insert(entry.name).second) << entry.name << " twice";
  }
  EXPECT_EQ(of_table, of_steps);
}

TEST(Steps, EveryArrayIsReadAfterItWasWritten) {
  std::set<std::string> there(image_arrays().begin(), image_arrays().end());
  for (const StepInfo& step : pipeline_steps()) {
    for (const std::string& name : step.reads) {
      EXPECT_TRUE(there.count(name) == 1) << step.name << " reads " << name;
    }
    there.insert(step.writes.begin(), step.writes.end());
  }
}

TEST(Steps, AFolderMeansItsFirstAndItsLastStep) {
  EXPECT_EQ(first_step_named("2_proposals"), Step::rpn_head);
  EXPECT_EQ(last_step_named("2_proposals"), Step::proposals);
  EXPECT_EQ(first_step_named("proposals"), Step::proposals);
  EXPECT_EQ(last_step_named("6_masks"), Step::paste);
  EXPECT_THROW(first_step_named("2"), UsageError);
}

TEST(ArrayTable, LoadingWhatWasSavedGivesTheSameArray) {
  PipelineState<Host> state;
  state.pyramid.levels.resize(1);
  state.pyramid.levels[0] = HostTensor<float, 3>{{{1.0F, 2.0F, 3.0F}, {4.0F, 5.0F, 6.0F}}};
  state.input.resized = {7, 9};
  for (const char* name : {"1_features/p2", "0_image/resized_size"}) {
    const ArrayEntry& entry = *find_array(name);
    PipelineState<Host> other;
    entry.load(other, entry.save(state));
    EXPECT_EQ(entry.save(other), entry.save(state)) << name;
  }
  EXPECT_EQ(find_array("1_features/p2")->save(state).shape, (std::vector<std::size_t>{3, 1, 2}));
  EXPECT_EQ(find_array("1_features/p9"), nullptr);
}

TEST(ArrayTable, NotANumberIsSeen) {
  PipelineState<Host> state;
  state.proposals.boxes = HostTensor<Box, 1>{{0, 0, 1, 1}};
  const ArrayEntry& entry = *find_array("2_proposals/boxes");
  EXPECT_TRUE(entry.is_finite(state));
  state.proposals.boxes(0).y2 = NAN;
  EXPECT_FALSE(entry.is_finite(state));
}

}  // namespace mrcnn
