#include <algorithm>
#include <filesystem>

#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/io/temporary_folder.hpp"
#include "common/tensor/device.hpp"

#include "stages/pipeline/trace_io.hpp"
#include "stages/program/cli/compare_runs.hpp"
#include "stages/program/cli/result_text.hpp"
#include "stages/program/cli/run_writers.hpp"
#include "stages/program/compare/compare_report.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

/// Runs all steps and writes the trace.
TraceFolder run_into(const fs::path& folder, Executor& executor) {
  write_trace(folder, executor, executor.run(0));
  return TraceFolder::open(folder);
}

/// Writes a trace of one step on the device: its inputs are the host's.
TraceFolder trace_step(const fs::path& folder, Executor& executor, const TraceFolder& host,
                       Step step) {
  const ImageRun run = executor.run_trace(host, step, step);
  const TraceFolder trace = TraceFolder::create(folder);
  const StepInfo& info = info_of(step);
  for (const auto* names : {&info.reads, &info.reads_if_there, &info.reads_shape_of}) {
    for (const std::string& name : *names) {
      if (host.has(name)) {
        trace.copy_from(host, name);
      }
    }
  }
  Manifest manifest = make_manifest(executor, run);
  save_arrays(trace, run.state, manifest);
  trace.write_manifest(manifest);
  return trace;
}

/// Replaces the temporary folders of the two traces by what was run.
void name_sides(Comparison& comparison, const std::string& input) {
  for (std::string* label : {&comparison.label_a, &comparison.label_b}) {
    const std::size_t end_of_folder = label->find(": ");
    label->replace(0, std::min(end_of_folder, label->size()), one_line(input));
  }
}

/// Compares every step on its own and gathers the comparisons in one.
Comparison compare_teacher_forced(const fs::path& folder, Executor& executor,
                                  const TraceFolder& host, bool keep_going) {
  Comparison all;
  CompareOptions options = compare_options(/*keep_going=*/true);
  for (std::size_t i = 0; i < kStepCount; ++i) {
    if (!keep_going && all.first_broken() != nullptr) {
      all.steps_not_looked_at = kStepCount - i;
      break;
    }
    const StepInfo& info = pipeline_steps()[i];
    const TraceFolder device = trace_step(folder / info.name, executor, host, static_cast<Step>(i));
    options.steps = {info};
    Comparison one = compare_traces(host, device, options);
    if (i == 0) {
      all.label_a = one.label_a;
      all.label_b = one.label_b;
      all.relation = one.relation;
      all.notes = one.notes;
    }
    for (StepComparison& step : one.steps) {
      all.steps.push_back(std::move(step));
    }
    std::error_code ignored;
    fs::remove_all(folder / info.name, ignored);
  }
  return all;
}

}  // namespace

int compare_places(RunPlan plan, const std::string& input, bool keep_going) {
  require_device();
  const TemporaryFolder scratch;
  const CommonOptions common = plan.common;
  plan.common.quiet = true;  // no progress
  plan.dump = scratch / "host";
  plan.step_pictures = false;
  Executor executor(std::move(plan));
  const TraceFolder host = run_into(scratch / "host", executor);
  executor.move_to(Place::device);
  const TraceFolder device = run_into(scratch / "device", executor);
  Comparison end_to_end = compare_traces(host, device, compare_options(/*keep_going=*/true));
  Comparison teacher_forced = compare_teacher_forced(scratch.path(), executor, host, keep_going);
  name_sides(end_to_end, input);
  name_sides(teacher_forced, input);
  print_result(
      common,
      {{"device", device_name()},
       {"isolated", report_json(teacher_forced)},
       {"chained", report_json(end_to_end)}},
      concat("device: ", device_name(),
             "\n\n1. teacher-forced: every step alone, with the host's arrays as input\n\n",
             report_text(teacher_forced), "\n2. end-to-end: both runs as a whole\n\n",
             report_text(end_to_end)));
  return teacher_forced.holds() && end_to_end.holds() ? 0 : 1;
}

}  // namespace mrcnn
