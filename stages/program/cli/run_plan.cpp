#include "stages/program/cli/run_plan.hpp"

#include <iostream>

#include "common/error.hpp"
#include "common/tensor/device.hpp"
#include "common/trace/trace_folder.hpp"

#include "stages/program/cli/executor.hpp"
#include "stages/program/cli/run_writers.hpp"

namespace mrcnn {

namespace fs = std::filesystem;

void add_model_options(CLI::App& command, RunPlan& plan) {
  command.add_option("--model", plan.model,
                     "model file, or .pth, .h5, .pkl, which is converted once into a cache folder "
                     "(default: the trace's, else the bundled one)");
  command.add_option("--arch", plan.architecture, "architecture of a model file without metadata");
  command.add_option("--truth", plan.truth,
                     "COCO file with the ground truth: stage 5 keeps IoU >= 0.5");
}

Step step_named(const std::string& option, const std::string& word) {
  const bool is_first = option == "--from";
  const Step step = is_first ? first_step_named(word) : last_step_named(word);
  const std::string& name = info_of(step).name;
  if (word != name && word.substr(word.find('_') + 1) != name) {
    std::cerr << "mrcnn: " << option << " " << word << ": taken as " << name << ", the "
              << (is_first ? "first" : "last") << " step of this stage\n";
  }
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
      (plan.place != Place::device || device_backend() != "CUDA")) {
    throw UsageError("--tf32: only --backend device of a CUDA build has it");
  }
}

void prefer_fast(RunPlan& plan) {
  ConvMethod& method = plan.common.compute.conv;
  method = method_at(plan.place, plan.common.conv_is_given ? method : ConvMethod::fast);
  plan.weights = method == ConvMethod::fast ? WeightForm::packed : WeightForm::plain;
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
