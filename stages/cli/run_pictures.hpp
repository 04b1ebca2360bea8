#pragma once
#include <filesystem>

#include "stages/cli/run_job.hpp"

namespace mrcnn {

/// One picture per step that was run, in the stage's folder: FOLDER/2_proposals/objectness.png.
/// Steps whose arrays are not there are left out.
void write_pictures(const std::filesystem::path& folder, const RunJob& job, const FinishedRun& run);

}  // namespace mrcnn
