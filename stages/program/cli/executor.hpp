#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/coco/annotations.hpp"
#include "common/trace/manifest.hpp"
#include "common/trace/trace_folder.hpp"

#include "stages/pipeline/pipeline.hpp"
#include "stages/program/cli/run_model.hpp"
#include "stages/program/cli/run_plan.hpp"

namespace mrcnn {

/// What the steps of a plan made of one image.
struct ImageRun {
  std::int64_t position = 1;  // among the images of the plan
  std::string file;           // the image; empty if a trace does not say
  std::int64_t image_id = 0;  // the ground truth's, else the position
  PipelineState<Host> state;
  std::vector<StepCost> costs;
  std::vector<std::string> outcomes;  // of the same steps, in a few words
  std::size_t device_waits = 0;       // before the results were copied from the device
};

/// What each of the steps made, in a few words.
std::vector<std::string> step_outcomes(const std::vector<StepCost>& costs,
                                       const PipelineState<Host>& state);

/// Reads a COCO file. Throws InputError.
CocoDataset read_truth(const std::filesystem::path& file);

/// Runs the steps of a plan.
class Executor {
 public:
  /// Opens the trace, reads model, configuration and ground truth, and selects the device. Throws
  /// UsageError for what check_plan() refuses, InputError if a file is wrong or device code cannot
  /// run here.
  explicit Executor(RunPlan plan);

  [[nodiscard]] const RunPlan& plan() const { return plan_; }

  [[nodiscard]] const Config& config() const { return configured_.config; }

  [[nodiscard]] const std::optional<Model>& model() const { return configured_.model; }

  [[nodiscard]] const std::optional<CocoDataset>& truth() const { return truth_; }

  [[nodiscard]] const std::optional<TraceFolder>& source() const { return source_; }

  [[nodiscard]] bool is_on_device() const { return pipeline_->place() == Place::device; }

  /// The category of each label in result files.
  [[nodiscard]] std::vector<std::int64_t> categories() const;

  /// How many images there are; 1 for a trace.
  [[nodiscard]] std::size_t input_count() const { return source_ ? 1 : plan_.images.size(); }

  /// Runs the plan's steps on one of its images, or on its trace. Prints warnings about the file,
  /// and progress on a terminal.
  ImageRun run(std::size_t index);

  /// Runs other steps on another trace of the same model.
  ImageRun run_trace(const TraceFolder& trace, Step from, Step to);

  /// Further runs compute there.
  void move_to(Place place);

 private:
  [[nodiscard]] ImageRun begin_with_image(std::size_t index) const;
  [[nodiscard]] ImageRun begin_with_trace(const TraceFolder& trace, Step from, Step to) const;
  void add_truth(ImageRun& run) const;
  void run_steps(ImageRun& run, Step from, Step to);

  RunPlan plan_;
  std::optional<TraceFolder> source_;
  ConfiguredModel configured_;
  std::optional<CocoDataset> truth_;
  std::optional<Pipeline> pipeline_;
};

}  // namespace mrcnn
