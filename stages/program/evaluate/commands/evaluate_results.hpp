#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "common/coco/annotations.hpp"

#include "stages/program/cli/common_options.hpp"
#include "stages/program/evaluate/commands/eval_options.hpp"

namespace mrcnn {

/// Compares a results list with the ground truth and writes what the options ask for. Returns what
/// is in errors.json; null without --out.
nlohmann::ordered_json evaluate_results(const std::string& results, const CocoDataset& truth,
                                        const EvalOptions& options, const CommonOptions& common);

void write_errors(const std::filesystem::path& folder, const nlohmann::ordered_json& errors);

}  // namespace mrcnn
