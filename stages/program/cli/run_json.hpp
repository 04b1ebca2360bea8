#pragma once
#include <nlohmann/json.hpp>

#include "stages/program/cli/run_job.hpp"

namespace mrcnn {

/// A run for programs: file, image_id, height and width of the photograph, the objects found with
/// class, label, score and bbox (x, y, width, height in its pixels), and what each step has cost.
/// Objects are there only if the run came to its end.
nlohmann::ordered_json run_json(const FinishedRun& run, const Config& config);

}  // namespace mrcnn
