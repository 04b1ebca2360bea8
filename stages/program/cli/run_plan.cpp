#include "stages/program/cli/run_plan.hpp"

#include <iostream>

#include "common/error.hpp"
#include "common/io/input_files.hpp"
#include "common/io/one_line.hpp"
#include "common/tensor/device.hpp"
#include "common/trace/trace_folder.hpp"

#include "stages/program/batch/images_in_folder.hpp"
#include "stages/program/cli/command_line.hpp"
#include "stages/program/cli/error_line.hpp"
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

void add_image_options(CLI::App& command, RunPlan& plan) {
  command.add_option("--images", plan.image_folder,
                     "folder of images: *.png, *.jpg, *.ppm, in the order of their names");
  command
      .add_option("--at-once", plan.at_once,
                  "images to compute side by side (default: as many as threads and memory allow)")
      ->check(CLI::PositiveNumber);
  command.add_flag("--continue", plan.proceed,
                   "skip the images that an interrupted run with the same --out has finished");
  add_choice(command, "--backend", plan.place, "where to compute");
}

void add_images_of_folder(RunPlan& plan) {
  if (!plan.image_folder.empty()) {
    const FolderImages images = images_in(plan.image_folder);
    plan.images.insert(plan.images.end(), images.files.begin(), images.files.end());
    if (images.warning) {
      print_warning(*images.warning);
    }
  }
}

void refuse_pictures_among_images(const fs::path& out, const std::string& image_folder) {
  std::error_code ignored;
  if (fs::equivalent(out, image_folder, ignored)) {
    throw UsageError(path_text(out) +
                     ": holds the images of --images, among which the next run would find the "
                     "pictures of this one; choose another --out");
  }
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

namespace {

/// Throws UsageError if what is written would replace an input.
void check_outputs(const RunPlan& plan) {
  std::vector<fs::path> read(plan.images.begin(), plan.images.end());
  read.insert(read.end(), {plan.truth, plan.model, plan.trace});
  const InputFiles inputs(read);
  if (has_results(plan)) {
    refuse_pictures_among_images(plan.out, plan.image_folder);
  }
  const bool is_one = plan.images.size() < 2;
  if (is_one) {
    inputs.check_output_folder(plan.dump);
  }
  if (has_results(plan)) {
    for (const char* file : {"detections.json", "progress.jsonl", "index.html"}) {
      inputs.check_output(plan.out / file);
    }
  }
  for (std::size_t i = 0; i < plan.images.size(); ++i) {
    const std::string label = image_label(static_cast<std::int64_t>(i) + 1, plan.images[i]);
    if (has_results(plan)) {
      inputs.check_output(plan.out / (label + ".png"));
      inputs.check_output(plan.out / (label + ".html"));
    }
    if (!is_one && !plan.dump.empty()) {
      inputs.check_output_folder(plan.dump / label);
    }
  }
}

}  // namespace

void check_plan(const RunPlan& plan) {
  if (plan.from > plan.to) {
    throw UsageError("--from " + info_of(plan.from).name + " comes after --to " +
                     info_of(plan.to).name);
  }
  check_outputs(plan);
  if (plan.proceed && !has_results(plan)) {
    throw UsageError("--continue: needs the results of a run that ends with paste");
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

Keep kept_by(const RunPlan& plan) {
  if (plan.dump.empty() && !plan.visit) {
    return Keep::results;
  }
  return plan.dump_extras ? Keep::extras : Keep::everything;
}

}  // namespace mrcnn
