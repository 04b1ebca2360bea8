#include "stages/program/cli/run_job.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <iostream>

#include <unistd.h>

#include "common/coco/truth.hpp"
#include "common/enum_names.hpp"
#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/one_line.hpp"
#include "common/nn/blas_setup.hpp"
#include "common/tensor/device.hpp"

#include "stages/program/cli/step_table.hpp"

#include "viz/drawn_objects.hpp"
#include "viz/image_io.hpp"

namespace mrcnn {
namespace {

constexpr std::uint64_t kLargestTruthFile = std::uint64_t{1} << 30U;
constexpr std::size_t kNamesInSummary = 8;

/// One line that is written over, on a terminal only.
void show_progress(const StepInfo& step) {
  const auto& steps = pipeline_steps();
  std::size_t number = 1;
  while (steps[number - 1].name != step.name) {
    ++number;
  }
  std::cerr << "\r\033[K[" << std::string(number, '#') << std::string(steps.size() - number, '.')
            << "] " << step.name << std::flush;
}

std::string two_digits(float score) {
  std::array<char, 16> digits{};
  std::snprintf(digits.data(), digits.size(), "%.2f", static_cast<double>(score));
  return digits.data();
}

}  // namespace

TruthFile read_truth(const std::string& file) {
  const std::vector<std::byte> bytes = read_file(file, kLargestTruthFile);
  const std::string_view json(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return {file, parse_coco(json, file)};
}

ComputeOptions compute_options(const CommonOptions& common) {
  ComputeOptions options;
  options.math = common.tf32 ? Math::tf32 : Math::fp32;
  if (!common.conv.empty()) {
    options.conv = value_named<ConvMethod>(common.conv).value();
  }
  return options;
}

std::shared_ptr<Pipeline> pipeline_for(const std::string& backend, const RunJob& job,
                                       const CommonOptions& common) {
  if (common.tf32 && (backend != "device" || device_backend() != "CUDA")) {
    throw UsageError("--tf32: only --backend device of a CUDA build has it");
  }
  const Place place = backend == "device" ? Place::device : Place::host;
  if (place == Place::device && common.device_id != 0) {
    select_device(common.device_id);
  }
  return std::make_shared<Pipeline>(place, job.model ? &*job.model : nullptr);
}

void run_steps(const RunJob& job, FinishedRun& run) {
  RunOptions options = job.options;
  const bool show = !job.quiet && isatty(STDERR_FILENO) == 1;
  if (show) {
    options.before_step = show_progress;
  }
  run.costs = job.pipeline->run(run.state, job.config, options);
  run.outcomes = step_outcomes(run.costs, run.state);
  run.device_waits = job.pipeline->waits();
  if (show) {
    std::cerr << "\r\033[K" << std::flush;
  }
}

std::string run_footer(const RunJob& job, const FinishedRun& run) {
  std::string footer = concat("conv ", name_of(job.options.compute.conv), ", OpenBLAS ",
                              openblas_core(), ", ", thread_count(), " threads\n");
  if (job.pipeline->place() == Place::device) {
    footer += concat("device: ", device_name(), ", the host waited ", run.device_waits,
                     run.device_waits == 1 ? " time" : " times", " before the final copy\n");
  }
  return footer;
}

std::int64_t attach_truth(const RunJob& job, const std::string& file, std::int64_t position,
                          PipelineState<Host>& state) {
  if (!job.truth) {
    return position;
  }
  ImageTruth truth = find_truth(job.truth->dataset, file, state.input.original, job.config.classes,
                                job.truth->file);
  set_truth(state, {truth.boxes, truth.labels}, std::move(truth.masks), job.config);
  return truth.image_id;
}

FinishedRun run_photograph(const RunJob& job, const std::string& file, std::int64_t position) {
  FinishedRun run;
  run.file = file;
  DecodedImage decoded = read_image_file(file);
  if (decoded.warning) {
    std::cerr << "mrcnn: warning: " << *decoded.warning << "\n";
  }
  set_image(run.state, std::move(decoded.image), job.config.image);
  run.image_id = attach_truth(job, file, position, run.state);
  run_steps(job, run);
  return run;
}

double milliseconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

Manifest make_manifest(const RunJob& job, const FinishedRun& run) {
  Manifest manifest;
  manifest.program = MRCNN_PROGRAM;
  if (job.model) {
    manifest.model = {std::filesystem::absolute(job.model->file).lexically_normal().string(),
                      job.model->sha256};
  }
  const bool on_device = job.pipeline->place() == Place::device;
  manifest.backend = on_device ? "device" : "host";
  manifest.device = on_device ? device_name() : "";
  manifest.conv = name_of(job.options.compute.conv);
  manifest.math = name_of(job.options.compute.math);
  manifest.threads = thread_count();
  manifest.openblas_core = openblas_core();
  manifest.config = to_json(job.config);
  manifest.image = {std::filesystem::path(run.file).filename().string(), run.image_id};
  manifest.steps = run.costs;
  return manifest;
}

std::string summary(const FinishedRun& run, const Config& config, std::int64_t position) {
  const PipelineState<Host>& s = run.state;
  std::string line =
      concat(position, ": ", one_line(std::filesystem::path(run.file).filename().string()), ", ",
             s.input.original.height, "x", s.input.original.width);
  if (!s.has("6_masks/masks")) {
    return line;
  }
  const HostTensor<float, 1>& scores = s.result.scores;  // descending
  const auto likely = static_cast<std::size_t>(std::count_if(
      scores.begin(), scores.end(), [](float score) { return score >= kLeastScoreDrawn; }));
  line += concat(": ", likely, likely == 1 ? " object" : " objects");
  for (std::size_t d = 0; d < std::min(likely, kNamesInSummary); ++d) {
    line +=
        concat(d == 0 ? ": " : ", ", config.classes[static_cast<std::size_t>(s.result.labels(d))],
               " ", two_digits(scores(d)));
  }
  line += likely > kNamesInSummary ? ", ..." : "";
  const std::size_t rest = scores.size() - likely;
  return rest == 0 ? line : concat(line, "; ", rest, " below ", two_digits(kLeastScoreDrawn));
}

}  // namespace mrcnn
