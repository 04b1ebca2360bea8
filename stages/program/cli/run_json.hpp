#pragma once
#include <nlohmann/json.hpp>

#include "stages/program/cli/executor.hpp"

namespace mrcnn {

/// One run as JSON: file, image_id, height and width of the image, the cost of each step and, if the
/// run reached the last one, the objects with class, label, score and bbox (x, y, width, height in
/// pixels of the image).
nlohmann::ordered_json run_json(const ImageRun& run, const Config& config);

}  // namespace mrcnn
