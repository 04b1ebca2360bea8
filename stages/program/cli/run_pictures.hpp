#pragma once
#include <filesystem>

#include "stages/program/cli/executor.hpp"

namespace mrcnn {

/// False in a build with MRCNN_MINIMAL, where the functions below do nothing.
bool can_draw();

/// The image with boxes, masks and names; rejected detections are dashed.
void write_overlay(const std::filesystem::path& file, const Config& config, const ImageRun& run);

/// Pictures of every step of the run, in the stage's folder: FOLDER/2_proposals/objectness.png. A
/// picture whose arrays are missing is left out.
void write_step_pictures(const std::filesystem::path& folder, const Config& config,
                         const ImageRun& run);

}  // namespace mrcnn
