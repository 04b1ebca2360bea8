#include "stages/program/evaluate/commands/evaluate_results.hpp"

#include <atomic>

#include "common/io/file.hpp"
#include "common/io/one_line.hpp"

#include "stages/program/cli/error_line.hpp"
#include "stages/program/cli/progress_bar.hpp"
#include "stages/program/cli/result_text.hpp"
#include "stages/program/evaluate/commands/evaluation_pictures.hpp"
#include "stages/program/evaluate/errors_json.hpp"
#include "stages/program/evaluate/evaluation_report.hpp"

namespace mrcnn {
namespace {

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

}  // namespace

void write_errors(const std::filesystem::path& folder, const nlohmann::ordered_json& errors) {
  write_file(folder / "errors.json", result_text(errors, kCompact) + "\n");
}

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

}  // namespace mrcnn
