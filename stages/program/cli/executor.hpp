#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/coco/annotations.hpp"
#include "common/trace/manifest.hpp"
#include "common/trace/trace_folder.hpp"

#include "stages/pipeline/model/model.hpp"
#include "stages/pipeline/pipeline.hpp"
#include "stages/program/cli/run_plan.hpp"

namespace mrcnn {

/// The configuration of a run, and the model if a step of it has weights.
struct ConfiguredModel {
  Config config;
  std::optional<Model> model;
};

/// The configuration in a trace's manifest, if it has one.
std::optional<Config> recorded_config(const TraceFolder& trace);

/// Reads model and configuration of a plan. The configuration is that of the source trace's
/// manifest, else the model file's, else torchvision's, with the overrides on top. The model file
/// is the plan's, else the one that made the trace if it is still there, else the bundled one.
///
/// Warns on standard error if another model made the trace, or an unknown one, and if mean and
/// deviation do not fit the pixel values. Throws UsageError if the trace's model is not here.
ConfiguredModel configured_model(const RunPlan& plan, const std::optional<TraceFolder>& source);

/// What the steps of a plan made of one image.
struct ImageRun {
  std::int64_t position = 1;  // among the images of the plan
  std::string file;           // the image; empty if a trace does not say
  std::int64_t image_id = 0;  // the ground truth's, else the position
  PipelineState<Host> state;
  std::vector<StepCost> costs;
  std::size_t device_waits = 0;  // before the results were copied from the device
};

/// Reads a COCO file. Throws InputError.
CocoDataset read_truth(const std::filesystem::path& file);

/// Prints what is odd about the file: its own warnings, and box_warning().
void warn_of_truth(const CocoDataset& truth, const std::filesystem::path& file);

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

  [[nodiscard]] Place place() const { return pipeline_->place(); }

  /// How it computes at its present place.
  [[nodiscard]] ComputeOptions compute() const {
    const ComputeOptions& chosen = plan_.common.compute;
    return {.conv = method_at(place(), chosen.conv), .math = chosen.math};
  }

  /// The category of each label in result files.
  [[nodiscard]] const std::vector<std::int64_t>& categories() const { return categories_; }

  /// How many images there are; 1 for a trace.
  [[nodiscard]] std::size_t input_count() const { return source_ ? 1 : plan_.images.size(); }

  /// Checks the file of one of the plan's images and its ground truth without decoding or computing
  /// anything. Throws InputError.
  void check(std::size_t index) const;

  /// Runs the plan's steps on one of its images, or on its trace. Prints warnings about the file,
  /// and the progress of a single input on a terminal. On the host, several threads may call it at
  /// once.
  ImageRun run(std::size_t index);

  /// Runs other steps on another trace of the same model.
  ImageRun run_trace(const TraceFolder& trace, Step from, Step to);

  /// Further runs compute there.
  void move_to(Place place);

  /// The id of an image in the ground truth, which the plan has. Throws InputError.
  [[nodiscard]] std::int64_t image_id(const std::string& file) const;

 private:
  [[nodiscard]] ImageRun begin_with_image(std::size_t index) const;
  [[nodiscard]] ImageRun begin_with_trace(const TraceFolder& trace, Step from, Step to) const;
  void add_truth(ImageRun& run) const;
  void warn_of_classes() const;
  void run_steps(ImageRun& run, Step from, Step to);

  RunPlan plan_;
  std::optional<TraceFolder> source_;
  ConfiguredModel configured_;
  std::optional<CocoDataset> truth_;
  std::vector<std::int64_t> categories_;
  std::map<std::size_t, std::size_t> repeated_;  // images whose entry an earlier one has
  std::optional<Pipeline> pipeline_;
};

}  // namespace mrcnn
