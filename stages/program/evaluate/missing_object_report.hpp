#pragma once
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "stages/program/evaluate/missing_object.hpp"

namespace mrcnn {

/// The fields of docs/evaluation.md.
nlohmann::ordered_json missing_json(const MissingObject& missing, const Config& config);

/// What was alive after each step, and a sentence about the step where the object was lost.
std::string missing_text(const MissingObject& missing, const Config& config);

}  // namespace mrcnn
