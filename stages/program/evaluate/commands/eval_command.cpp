#include <atomic>
#include <iostream>
#include <memory>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/one_line.hpp"

#include "stages/program/cli/command_line.hpp"
#include "stages/program/cli/executor.hpp"
#include "stages/program/evaluate/commands/evaluate_commands.hpp"
#include "stages/program/evaluate/commands/evaluation_pictures.hpp"
#include "stages/program/evaluate/commands/progress_bar.hpp"
#include "stages/program/evaluate/evaluation_report.hpp"

namespace mrcnn {
namespace {

struct EvalOptions {
  std::vector<std::string> files;
  std::filesystem::path truth;
  std::vector<std::string> types;
  std::filesystem::path out;
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
  const MappedFile results = MappedFile::open(file, kLargestResults);
  const auto bytes = results.bytes();
  return make_evaluation_set(truth, {reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                             file);
}

/// {"min_score", "counts", "images": [{"id", ...}], "confusion"}: what errors.png shows.
nlohmann::ordered_json errors_json(const DetectionErrors& errors, const EvaluationSet& set) {
  const auto counts_json = [](const auto& counts) {
    nlohmann::ordered_json json;
    for (std::size_t k = 0; k < counts.size(); ++k) {
      json[name_of(static_cast<ErrorKind>(k))] = counts[k];
    }
    return json;
  };
  nlohmann::ordered_json images = nlohmann::ordered_json::array();
  for (const ImageErrors& image : errors.images) {
    images.push_back({{"id", set.image_ids[static_cast<std::size_t>(image.image)]},
                      {"errors", image.errors()},
                      {"counts", counts_json(image.counts)}});
  }
  return {{"min_score", errors.min_score},
          {"counts", counts_json(errors.counts)},
          {"images", images},
          {"confusion", errors.confusion}};
}

/// What `--out` asks for besides the numbers.
void write_errors(const std::filesystem::path& folder, const EvaluationSet& set) {
  const DetectionErrors errors = find_errors(set);
  write_file(folder / "errors.json", errors_json(errors, set).dump() + "\n");
  draw_errors(folder, errors, set);
}

int evaluate_results(const EvalOptions& options, const CommonOptions& common) {
  const CocoDataset truth = read_truth(options.truth);
  EvaluationSet set = read_results(options.files.front(), truth, common);
  for (const std::string& warning : set.warnings) {
    std::cerr << "mrcnn: warning: " << warning << "\n";
  }
  if (!options.out.empty()) {
    make_folder(options.out);
  }
  nlohmann::ordered_json json;
  std::string text;
  for (const OverlapKind kind : kinds_of(options, set)) {
    if (kind == OverlapKind::segm) {
      require_masks(set, truth);
    }
    const Evaluation evaluation = evaluate_visibly(set, kind, common);
    json[std::string(name_of(kind))] = evaluation_json(evaluation);
    text += (text.empty() ? "" : "\n") + evaluation_text(evaluation);
    if (!options.out.empty()) {
      draw_accuracy(options.out, evaluation);
    }
  }
  if (!options.out.empty()) {
    write_errors(options.out, set);
    constexpr int kIndent = 2;
    write_file(options.out / "evaluation.json", json.dump(kIndent) + "\n");
  }
  print_result(common, json, text);
  return 0;
}

}  // namespace

void add_eval_command(CommandLine& line) {
  const auto options = std::make_shared<EvalOptions>();
  CLI::App& command = *line.add(line.program, "eval", "measure accuracy by COCO's rules", options,
                                evaluate_results);
  command.add_option("RESULTS", options->files, "COCO results list, .json")
      ->required()
      ->expected(1);
  command.add_option("--truth", options->truth, "COCO file with the ground truth")->required();
  command
      .add_option("--type", options->types,
                  "bbox, segm or both (default: bbox, and segm if every result has a mask)")
      ->delimiter(',')
      ->check(CLI::IsMember(all_names<OverlapKind>()));
  command.add_option("--out", options->out,
                     "folder for evaluation.json, errors.json and pictures of both");
}

}  // namespace mrcnn
