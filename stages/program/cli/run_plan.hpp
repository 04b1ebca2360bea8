#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "stages/pipeline/model/model.hpp"
#include "stages/pipeline/pipeline.hpp"
#include "stages/pipeline/steps.hpp"
#include "stages/program/cli/common_options.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): not ours
class App;
}

namespace mrcnn {

struct ImageRun;

/// What a command runs, on what input and where, and what it keeps.
struct RunPlan {
  std::vector<std::string> images;  // PNG, JPEG or PPM files
  std::string image_folder;         // with more of them
  std::filesystem::path trace;      // or the trace to start from; empty: images
  Step from = Step::features;
  Step to = Step::paste;
  bool reports_edits = true;  // says which arrays of the trace were edited

  std::filesystem::path model;              // empty: the trace's model, or the bundled one
  std::optional<std::string> architecture;  // of a model file without metadata
  std::filesystem::path truth;              // COCO file; empty: what the trace holds
  Place place = Place::host;
  WeightForm weights = WeightForm::plain;  // what the model is read for

  std::filesystem::path out;       // result pictures and detections.json; empty: none
  std::filesystem::path dump;      // traces; empty: none
  bool dump_extras = false;        // with the maps that the pyramid adds
  bool step_pictures = true;       // in every trace, a picture of each step
  bool pages = false;              // beside every result picture, a page to explore its trace
  bool has_progress_file = false;  // out/progress.jsonl, from which an interrupted run goes on
  bool proceed = false;            // does go on
  int at_once = 0;                 // how many images; 0: chosen by threads and memory
  bool measures_accuracy = false;  // the ground truth only names images and classes: stage 5 lets
                                   // everything pass; nothing but detections.json is written

  /// Gets every run, with all its arrays, in the order of the images; nothing is written then.
  std::function<void(const ImageRun&)> visit;

  CommonOptions common;
};

/// Which arrays the runs of a plan keep: all of them for a trace or a visitor.
Keep kept_by(const RunPlan& plan);

/// Adds the options that choose model and ground truth.
void add_model_options(CLI::App& command, RunPlan& plan);

/// Options of commands that run the model on many images: --images, --continue, --backend.
void add_image_options(CLI::App& command, RunPlan& plan);

/// Appends the images of the plan's folder to the others. Throws InputError if it has none.
void add_images_of_folder(RunPlan& plan);

/// Throws UsageError if both are one folder.
void refuse_pictures_among_images(const std::filesystem::path& out,
                                  const std::string& image_folder);

/// The step that `option` WORD means. A stage's folder means its first step for "--from", its last
/// one for "--to"; a line on standard error names the step if its name differs from the stage's.
/// Throws UsageError for an unknown word.
Step step_named(const std::string& option, const std::string& word);

/// Throws UsageError for steps in the wrong order, an output that would replace an input, a `dump`
/// that holds something other than a trace, or TF32 where no CUDA device computes.
void check_plan(const RunPlan& plan);

/// For commands that give results and do not show the course's reference: computes by
/// ConvMethod::fast, unless --conv says otherwise, and only so.
void prefer_fast(RunPlan& plan);

}  // namespace mrcnn
