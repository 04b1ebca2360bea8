#include "stages/program/evaluate/commands/evaluate_images.hpp"

#include <fstream>
#include <unordered_map>

#include <nlohmann/json.hpp>

#include "common/io/json.hpp"
#include "common/io/json_fields.hpp"

#include "stages/program/batch/ranks.hpp"
#include "stages/program/cli/carry_out.hpp"
#include "stages/program/cli/executor.hpp"
#include "stages/program/cli/run_writers.hpp"
#include "stages/program/evaluate/commands/evaluate_results.hpp"

namespace mrcnn {
namespace {

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

}  // namespace

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

}  // namespace mrcnn
