#include "stages/program/cli/compare_backends.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "common/error.hpp"
#include "common/io/bundled_files.hpp"
#include "common/io/one_line.hpp"
#include "common/tensor/device.hpp"

#include "stages/pipeline/trace_io.hpp"
#include "stages/program/cli/compare_command.hpp"
#include "stages/program/cli/print_json.hpp"
#include "stages/program/cli/run_job.hpp"
#include "stages/program/cli/run_outputs.hpp"
#include "stages/program/cli/run_resume.hpp"
#include "stages/program/compare/compare_report.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

/// A folder for traces, gone at the end.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (fs::temp_directory_path() / "mrcnn-compare-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
      throw OutputError(name + ": cannot be made");
    }
    path_ = name;
  }

  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

fs::path model_file(const BackendsOptions& options) {
  if (!options.model.empty()) {
    return options.model;
  }
  return fs::is_directory(options.image)
             ? model_of_trace(TraceFolder::open(options.image).manifest())
             : default_model();
}

RunJob host_job(const BackendsOptions& options, const CommonOptions& common) {
  RunJob job;
  job.model = load_model(model_file(options), common.set, options.architecture);
  job.config = job.model->config;
  job.quiet = true;
  job.options.compute = compute_options(common);
  job.options.keep_backbone_maps = true;
  if (!options.truth.empty()) {
    job.truth = read_truth(options.truth);
  }
  return job;
}

/// A run of all steps and its trace in `folder`. `input` is a photograph, or a trace that holds the
/// network's input and perhaps true objects.
FinishedRun run_into(const fs::path& folder, const RunJob& job, const std::string& input) {
  if (!fs::is_directory(input)) {
    FinishedRun run = run_photograph(job, input, 1);
    write_trace(folder, job, run, nullptr, {});
    return run;
  }
  const TraceFolder trace = TraceFolder::open(input);
  FinishedRun run = begin_from_trace(job, trace, trace.manifest());
  run_steps(job, run);
  write_trace(folder, job, run, &trace, {});
  return run;
}

/// A trace of one step on the device: what it reads is the host's, what it writes its own.
TraceFolder step_trace(const fs::path& folder, RunJob& job, const FinishedRun& host_run,
                       const TraceFolder& host, Step step) {
  job.options.from = step;
  job.options.to = step;
  FinishedRun run;
  run.file = host_run.file;
  run.image_id = host_run.image_id;
  run.state = load_inputs(host, step, step);
  run_steps(job, run);
  const TraceFolder trace = TraceFolder::create(folder);
  const StepInfo& info = pipeline_steps()[static_cast<std::size_t>(step)];
  for (const auto* names : {&info.reads, &info.reads_if_there, &info.reads_shape_of}) {
    for (const std::string& name : *names) {
      if (host.has(name)) {
        trace.copy_from(host, name);
      }
    }
  }
  Manifest manifest = make_manifest(job, run);
  save_arrays(trace, run.state, manifest);
  trace.write_manifest(manifest);
  return trace;
}

/// Leaves out the folders of the two traces: nobody will find them again.
void name_sides(Comparison& comparison, const std::string& input) {
  for (std::string* label : {&comparison.label_a, &comparison.label_b}) {
    const std::size_t end_of_folder = label->find(": ");
    label->replace(0, std::min(end_of_folder, label->size()), one_line(input));
  }
}

/// Every step alone, one comparison each, gathered in one.
Comparison compare_isolated(const fs::path& folder, RunJob& job, const FinishedRun& host_run,
                            const TraceFolder& host, bool keep_going) {
  Comparison all;
  for (std::size_t i = 0; i < kStepCount; ++i) {
    if (!keep_going && all.first_broken() != nullptr) {
      all.steps_not_looked_at = kStepCount - i;
      break;
    }
    const StepInfo& info = pipeline_steps()[i];
    const TraceFolder device =
        step_trace(folder / info.name, job, host_run, host, static_cast<Step>(i));
    Comparison one = compare_steps(host, device, {info}, true);
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

int compare_backends(const BackendsOptions& options, const CommonOptions& common) {
  require_device();
  RunJob job = host_job(options, common);
  const ScratchFolder scratch;

  const FinishedRun host_run = run_into(scratch.path() / "host", job, options.image);
  const TraceFolder host = TraceFolder::open(scratch.path() / "host");

  job.device = device_for("device", job, common);
  run_into(scratch.path() / "device", job, options.image);
  Comparison chained = compare_runs(host, TraceFolder::open(scratch.path() / "device"), true);
  Comparison isolated = compare_isolated(scratch.path(), job, host_run, host, options.keep_going);
  name_sides(chained, options.image);
  name_sides(isolated, options.image);

  if (common.json) {
    print_json({{"device", device_name()},
                {"isolated", report_json(isolated)},
                {"chained", report_json(chained)}});
  } else if (!common.quiet) {
    std::cout << "device: " << device_name() << "\n\n"
              << "1. every step alone, fed with the host's arrays\n\n"
              << report_text(isolated) << "\n2. both runs as a whole\n\n"
              << report_text(chained);
  }
  return isolated.holds() && chained.holds() ? 0 : 1;
}

}  // namespace mrcnn
