#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "stages/program/evaluate/evaluation.hpp"

namespace mrcnn {

/// {"stats": [12 numbers], "classes": [{"name", "id", "ap", "ap50", "ar100", "truth"}]}: -1 without
/// objects, as in pycocotools.
nlohmann::ordered_json evaluation_json(const Evaluation& evaluation);

/// A table with a row per class and a column per size, then the recalls.
std::string evaluation_text(const Evaluation& evaluation);

/// What a chart shows: {"classes": [{"name", "precision": [at recall 0.00 to 1.00, IoU 0.5], "ap":
/// [of all, small, medium and large objects]}]}; -1 and no precision without objects.
nlohmann::ordered_json curves_json(const Evaluation& evaluation);

}  // namespace mrcnn
