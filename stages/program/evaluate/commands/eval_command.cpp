#include <atomic>
#include <fstream>
#include <memory>
#include <unordered_map>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/input_files.hpp"
#include "common/io/json.hpp"
#include "common/io/json_fields.hpp"
#include "common/io/known_files.hpp"
#include "common/io/one_line.hpp"

#include "stages/program/batch/ranks.hpp"
#include "stages/program/cli/carry_out.hpp"
#include "stages/program/cli/command_line.hpp"
#include "stages/program/cli/error_line.hpp"
#include "stages/program/cli/executor.hpp"
#include "stages/program/cli/progress_bar.hpp"
#include "stages/program/cli/result_text.hpp"
#include "stages/program/cli/run_plan.hpp"
#include "stages/program/cli/run_writers.hpp"
#include "stages/program/evaluate/commands/evaluate_commands.hpp"
#include "stages/program/evaluate/commands/evaluation_pictures.hpp"
#include "stages/program/evaluate/evaluation_report.hpp"

namespace mrcnn {
namespace {

struct EvalOptions {
  std::vector<std::string> files;  // one results list, or images
  RunPlan plan;  // of images: truth, model, place, whether to go on from an interrupted run
  std::vector<std::string> types;
  std::filesystem::path out;
  bool pages = false;  // of the worst images
};

constexpr std::uint64_t kLargestResults = std::uint64_t{1} << 30U;

/// What to compare: what was asked for, else boxes, and masks too where everything has one.
std::vector<OverlapKind> kinds_of(const EvalOptions& options, const EvaluationSet& set) {
  std::vector<OverlapKind> kinds;
  for (const std::string& type : options.types) {
    kinds.push_back(value_named<OverlapKind>(type).value());
  }
  if (!kinds.empty()) {
    return kinds;
  }
  kinds.push_back(OverlapKind::bbox);
  if (set.have_masks) {
    kinds.push_back(OverlapKind::segm);
  }
  return kinds;
}

/// With a progress bar.
Evaluation evaluate_visibly(const EvaluationSet& set, OverlapKind kind,
                            const CommonOptions& common) {
  const ProgressBar bar(common);
  std::atomic<std::size_t> done = 0;
  return evaluate(set, kind, [&] {
    bar.show(++done, set.categories.size(), kind == OverlapKind::bbox ? "boxes" : "masks");
  });
}

/// Reads a results list and joins it with the ground truth.
EvaluationSet read_results(const std::string& file, const CocoDataset& truth,
                           const CommonOptions& common) {
  const ProgressBar bar(common);
  bar.show(0, 1, "reading " + one_line(file));
  const FileBytes results = FileBytes::open(file, kLargestResults);
  return make_evaluation_set(truth, as_text(results.bytes()), file);
}

/// {"min_score", "counts", "classes", "confusion", "scores_right", "scores_wrong", "ious",
/// "images":
/// [{"id", "file", ...}]}: what errors.png shows.
nlohmann::ordered_json errors_json(const DetectionErrors& errors, const EvaluationSet& set,
                                   const CocoDataset& truth) {
  std::unordered_map<std::int64_t, std::string> files;
  for (const CocoImage& image : truth.images) {
    files.emplace(image.id, image.file_name);
  }
  nlohmann::ordered_json classes = nlohmann::ordered_json::array();
  for (const CocoCategory& category : set.categories) {
    classes.push_back(category.name);
  }
  const auto counts_json = [](const auto& counts) {
    nlohmann::ordered_json json;
    for (std::size_t k = 0; k < counts.size(); ++k) {
      json[name_of(static_cast<ErrorKind>(k))] = counts[k];
    }
    return json;
  };
  nlohmann::ordered_json images = nlohmann::ordered_json::array();
  for (const ImageErrors& image : errors.images) {
    const std::int64_t id = set.image_ids[static_cast<std::size_t>(image.image)];
    images.push_back({{"id", id},
                      {"file", files[id]},
                      {"errors", image.errors()},
                      {"counts", counts_json(image.counts)}});
  }
  return {{"min_score", errors.min_score},
          {"counts", counts_json(errors.counts)},
          {"classes", classes},
          {"confusion", errors.confusion},
          {"scores_right", errors.scores_right},
          {"scores_wrong", errors.scores_wrong},
          {"ious", errors.ious},
          {"images", images}};
}

void write_errors(const std::filesystem::path& folder, const nlohmann::ordered_json& errors) {
  write_file(folder / "errors.json", result_text(errors, kCompact) + "\n");
}

/// Compares a results list with the ground truth and writes what the options ask for. Returns what
/// is in errors.json; null without --out.
nlohmann::ordered_json evaluate_results(const std::string& results, const CocoDataset& truth,
                                        const EvalOptions& options, const CommonOptions& common) {
  EvaluationSet set = read_results(results, truth, common);
  for (const std::string& warning : set.warnings) {
    print_warning(warning);
  }
  if (!options.out.empty()) {
    make_folder(options.out);
  }
  nlohmann::ordered_json json;
  nlohmann::ordered_json curves;
  std::string text;
  for (const OverlapKind kind : kinds_of(options, set)) {
    if (kind == OverlapKind::segm) {
      require_masks(set, truth);
    }
    const Evaluation evaluation = evaluate_visibly(set, kind, common);
    json[std::string(name_of(kind))] = evaluation_json(evaluation);
    curves[std::string(name_of(kind))] = curves_json(evaluation);
    text += (text.empty() ? "" : "\n") + evaluation_text(evaluation);
    if (!options.out.empty()) {
      draw_accuracy(options.out, evaluation);
    }
  }
  nlohmann::ordered_json errors;
  if (!options.out.empty()) {
    const DetectionErrors found = find_errors(set);
    errors = errors_json(found, set, truth);
    write_errors(options.out, errors);
    draw_errors(options.out, found, set);
    write_file(options.out / "curves.json", result_text(curves, kCompact) + "\n");
    write_file(options.out / "evaluation.json", result_text(json) + "\n");
  }
  print_result(common, json, text);
  return errors;
}

/// The files of the images that a run has finished by their ids, from its progress file, where
/// their names are printable text.
std::unordered_map<std::int64_t, std::string> finished_images(
    const std::filesystem::path& file, const std::vector<std::string>& images) {
  std::unordered_map<std::int64_t, std::string> files;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    const nlohmann::json document = parse_json(line, file.string());
    const JsonFields fields(document, file.string());
    const auto index = static_cast<std::size_t>(fields.integer("position", 1) - 1);
    files.emplace(fields.integer("image_id"), images.at(index));
  }
  return files;
}

/// The part of a data set that is about some of its images.
CocoDataset restricted(CocoDataset truth,
                       const std::unordered_map<std::int64_t, std::string>& ids) {
  std::erase_if(truth.images, [&](const CocoImage& image) { return !ids.contains(image.id); });
  std::erase_if(truth.annotations, [&](const CocoAnnotation& annotation) {
    return !ids.contains(annotation.image_id);
  });
  return truth;
}

/// Traces and pages of the images with the most errors, in OUT/worst; errors.json tells where.
///
///   errors  what is in errors.json
void explain_worst(const EvalOptions& options, const CommonOptions& common,
                   const std::unordered_map<std::int64_t, std::string>& files,
                   nlohmann::ordered_json errors) {
  constexpr std::size_t kWorst = 10;
  RunPlan plan = options.plan;
  plan.images.clear();
  plan.image_folder.clear();
  plan.proceed = false;
  plan.common = common;
  plan.common.quiet = true;
  plan.common.json = false;
  plan.out = options.out / "worst";
  plan.dump = plan.out / "traces";
  plan.step_pictures = false;
  plan.pages = true;
  prefer_fast(plan);

  for (auto& image : errors["images"]) {
    if (plan.images.size() == kWorst || image["errors"] == 0) {
      break;
    }
    plan.images.push_back(files.at(image["id"].get<std::int64_t>()));
    image["page"] = "worst/" +
                    image_label(static_cast<std::int64_t>(plan.images.size()), plan.images.back()) +
                    ".html";
  }
  if (!plan.images.empty()) {
    carry_out(plan);
    write_errors(options.out, errors);
  }
}

/// Runs the model on the images, then evaluates over those that could be read.
int evaluate_images(const EvalOptions& options, const CommonOptions& common) {
  RunPlan plan = options.plan;
  plan.common = common;
  plan.images = options.files;
  add_images_of_folder(plan);
  plan.out = options.out.empty() ? std::filesystem::path("mrcnn-out") : options.out;
  plan.measures_accuracy = true;
  plan.has_progress_file = true;
  prefer_fast(plan);
  const int code = carry_out(plan);
  if (ranks().rank != 0) {
    return 0;  // rank 0 has the results of all
  }
  const auto finished = finished_images(plan.out / "progress.jsonl", plan.images);
  if (!finished.empty()) {
    nlohmann::ordered_json errors =
        evaluate_results((plan.out / "detections.json").string(),
                         restricted(read_truth(plan.truth), finished), options, common);
    if (options.pages) {
      explain_worst(options, common, finished, std::move(errors));
    }
  }
  return code;
}

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
      "folder for evaluation.json, errors.json, curves.json and pictures, which mrcnn report makes "
      "into a page; with images also for detections.json (default then: ./mrcnn-out)");
  command.add_flag("--pages", options->pages,
                   "also write a trace and a page of each of the ten worst images, in OUT/worst");
}

}  // namespace mrcnn
