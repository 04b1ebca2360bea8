#include <memory>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/input_files.hpp"
#include "common/io/known_files.hpp"
#include "common/io/one_line.hpp"

#include "stages/program/batch/ranks.hpp"
#include "stages/program/cli/command_line.hpp"
#include "stages/program/cli/executor.hpp"
#include "stages/program/evaluate/commands/evaluate_commands.hpp"
#include "stages/program/evaluate/commands/evaluate_images.hpp"
#include "stages/program/evaluate/commands/evaluate_results.hpp"
#include "stages/program/evaluate/evaluation_set.hpp"

namespace mrcnn {
namespace {

/// Other programs also write results that only Python reads.
void refuse_pickled(const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    const std::string extension = std::filesystem::path(file).extension().string();
    if (extension == ".pkl" || extension == ".pickle" || extension == ".pth") {
      throw InputError(
          one_line(file) +
          ": is a pickled results file, expected JSON: mmdetection writes *.bbox.json "
          "and *.segm.json with outfile_prefix, detectron2 coco_instances_results.json "
          "beside it");
    }
  }
}

/// Throws UsageError if what is written besides the results would replace an input.
void check_outputs(const EvalOptions& options) {
  std::vector<std::filesystem::path> read(options.files.begin(), options.files.end());
  read.insert(read.end(), {options.plan.truth, options.plan.model});
  const InputFiles inputs(read);
  for (const char* file : {"evaluation.json", "errors.json", "curves.json"}) {
    inputs.check_output(options.out / file);
  }
}

/// Whether the only file is text in JSON, whatever it is called, or is called so.
bool is_results_list(const EvalOptions& options) {
  if (!options.plan.image_folder.empty() || options.files.size() != 1) {
    return false;
  }
  const std::filesystem::path file = options.files.front();
  std::error_code ignored;
  const auto known = std::filesystem::is_regular_file(file, ignored)
                         ? known_file(read_beginning(file, kRecognisedBytes), FileUse::image)
                         : std::nullopt;
  return file.extension() == ".json" || (known && known->kind == "json");
}

int evaluate_command(const EvalOptions& options, const CommonOptions& common) {
  const bool is_results = is_results_list(options);
  if (options.files.empty() && options.plan.image_folder.empty()) {
    throw UsageError("eval: expected a results list (.json), images, or --images DIR");
  }
  refuse_pickled(options.files);
  if (!options.out.empty()) {
    check_outputs(options);
  }
  if (options.pages && (is_results || options.out.empty())) {
    throw UsageError("eval --pages: expected images and --out DIR");
  }
  if (!is_results) {
    return evaluate_images(options, common);
  }
  if (ranks().rank != 0) {
    return 0;  // nothing to share out
  }
  if (options.plan.proceed || !options.plan.model.empty()) {
    throw UsageError("eval: --continue and --model are for images, not for a results list");
  }
  const CocoDataset truth = read_truth(options.plan.truth);
  warn_of_truth(truth, options.plan.truth);
  evaluate_results(options.files.front(), truth, options, common);
  return 0;
}

}  // namespace

void add_eval_command(CommandLine& line) {
  const auto options = std::make_shared<EvalOptions>();
  RunPlan& plan = options->plan;
  CLI::App& command = *line.add(line.program, "eval", "measure accuracy by COCO's rules", options,
                                evaluate_command);
  command.add_option("FILES", options->files,
                     "a COCO results list (.json), or images to run the model on");
  command.add_option("--truth", plan.truth, "COCO file with the ground truth")->required();
  command.add_option("--model", plan.model, "model file (default: the bundled one)");
  command.add_option("--arch", plan.architecture, "architecture of a model file without metadata");
  add_image_options(command, plan);
  command
      .add_option("--type", options->types,
                  "bbox, segm or both (default: bbox, and segm if every result has a mask)")
      ->delimiter(',')
      ->check(CLI::IsMember(all_names<OverlapKind>()));
  command.add_option(
      "--out", options->out,
      "folder for evaluation.json, errors.json, curves.json and pictures, which mrcnn report turns "
      "into a page; with images also for detections.json (default then: ./mrcnn-out)");
  command.add_flag("--pages", options->pages,
                   "also write a trace and a page of each of the ten worst images, in OUT/worst");
}

}  // namespace mrcnn
