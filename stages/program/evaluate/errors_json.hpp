#pragma once
#include <nlohmann/json_fwd.hpp>

#include "stages/program/evaluate/detection_errors.hpp"
#include "stages/program/evaluate/evaluation_set.hpp"

namespace mrcnn {

/// What errors.png shows: {"min_score", "counts", "classes", "confusion", "scores_right",
/// "scores_wrong", "ious", "images": [{"id", "file", "errors", "counts"}]}.
nlohmann::ordered_json errors_json(const DetectionErrors& errors, const EvaluationSet& set,
                                   const CocoDataset& truth);

}  // namespace mrcnn
