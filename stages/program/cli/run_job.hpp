#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/coco/annotations.hpp"
#include "common/trace/manifest.hpp"

#include "stages/pipeline/pipeline.hpp"
#include "stages/program/cli/common_options.hpp"

namespace mrcnn {

/// The true objects of a data set, and the file they came from.
struct TruthFile {
  std::string file;
  CocoDataset dataset;
};

TruthFile read_truth(const std::string& file);

/// What is the same for all images of one command.
struct RunJob {
  Config config;
  std::optional<Model> model;
  std::optional<TruthFile> truth;
  RunOptions options;
  std::shared_ptr<Pipeline> pipeline;
  bool draw_steps = true;  // a picture per step beside the arrays of a trace
  bool quiet = false;
  bool json = false;  // results as JSON, and nothing else
};

/// One image's run, finished.
struct FinishedRun {
  std::string file;           // of the photograph; empty if a trace does not say
  std::int64_t image_id = 0;  // the truth's, else the position from 1
  PipelineState<Host> state;
  std::vector<StepCost> costs;
  std::vector<std::string> outcomes;  // of the same steps, in a few words
  std::size_t device_waits = 0;       // before the results were copied from the device
};

/// Runs `work` and returns the milliseconds it took.
double milliseconds_of(const std::function<void()>& work);

/// Command line words to options. Throws UsageError.
ComputeOptions compute_options(const CommonOptions& common);

/// What runs a job whose model is loaded, on "host" or "device". Throws InputError if device code
/// cannot run here.
std::shared_ptr<Pipeline> pipeline_for(const std::string& backend, const RunJob& job,
                                       const CommonOptions& common);

/// From a photograph. Prints warnings about the file, and progress on a terminal.
FinishedRun run_photograph(const RunJob& job, const std::string& file, std::int64_t position);

/// The steps of job.options on a state that was loaded or prepared, with progress on a terminal.
void run_steps(const RunJob& job, FinishedRun& run);

/// What the table of steps ends with: convolution, kernels, threads, device.
std::string run_footer(const RunJob& job, const FinishedRun& run);

/// Gives the run its true objects, if the job has some; returns the image's id.
std::int64_t attach_truth(const RunJob& job, const std::string& file, std::int64_t position,
                          PipelineState<Host>& state);

/// How the run came to be, arrays aside.
Manifest make_manifest(const RunJob& job, const FinishedRun& run);

/// "1: scene_1.png, 256x256: 9 objects: circle 0.99, star 0.97, ...; 4 below 0.50"
std::string summary(const FinishedRun& run, const Config& config, std::int64_t position);

}  // namespace mrcnn
