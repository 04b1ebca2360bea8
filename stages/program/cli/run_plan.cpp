#include "stages/program/cli/run_plan.hpp"

#include <iostream>

#include "common/error.hpp"
#include "common/tensor/device.hpp"
#include "common/trace/trace_folder.hpp"

#include "stages/program/cli/executor.hpp"
#include "stages/program/cli/run_writers.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

/// Tells which step a stage's folder was taken for: "2_proposals" begins with rpn_head.
void note_expansion(const std::string& option, const std::string& word, Step step,
                    const std::string& position) {
  const StepInfo& info = info_of(step);
  const bool has_its_name = word == info.name || word.substr(word.find('_') + 1) == info.name;
  if (!has_its_name) {
    std::cerr << "mrcnn: " << option << " " << word << ": taken as " << info.name << ", the "
              << position << " step of this stage\n";
  }
}

}  // namespace

void add_model_options(CLI::App& command, RunPlan& plan) {
  command.add_option("--model", plan.model,
                     "model file, .safetensors (default: the trace's, else the bundled one)");
  command.add_option("--arch", plan.architecture, "architecture of a model file without metadata");
  command.add_option("--truth", plan.truth,
                     "COCO file with the ground truth: stage 5 keeps IoU >= 0.5");
}

Step step_of_from(const std::string& word) {
  const Step step = first_step_named(word);
  note_expansion("--from", word, step, "first");
  return step;
}

Step step_of_to(const std::string& word) {
  const Step step = last_step_named(word);
  note_expansion("--to", word, step, "last");
  return step;
}

void check_plan(const RunPlan& plan) {
  if (plan.from > plan.to) {
    throw UsageError("--from " + info_of(plan.from).name + " comes after --to " +
                     info_of(plan.to).name);
  }
  std::error_code ignored;
  if (!plan.dump.empty() && fs::equivalent(plan.trace, plan.dump, ignored)) {
    throw UsageError(plan.dump.string() + ": --dump must be another folder than --resume");
  }
  if (!plan.trace.empty() && fs::exists(plan.dump) && !TraceFolder::is_trace(plan.dump)) {
    throw UsageError(plan.dump.string() + ": --dump expects a new or empty folder, or a trace");
  }
  if (plan.common.compute.math == Math::tf32 &&
      (plan.backend != "device" || device_backend() != "CUDA")) {
    throw UsageError("--tf32: only --backend device of a CUDA build has it");
  }
}

void carry_out(const RunPlan& plan) {
  Executor executor(plan);
  const auto writers = make_writers(executor);
  for (std::size_t i = 0; i < executor.input_count(); ++i) {
    const ImageRun run = executor.run(i);
    for (const RunWriter& writer : writers) {
      writer.write(run);
    }
  }
  for (const RunWriter& writer : writers) {
    writer.finish();
  }
}

}  // namespace mrcnn
