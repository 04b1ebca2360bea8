#pragma once
#include <filesystem>

#include "stages/program/evaluate/detection_story.hpp"

namespace mrcnn {

/// Draws one picture of a detection: anchor and proposal, proposal and detection, class scores,
/// mask. What the trace lacks is left out. Throws InputError if it has no image; a build with
/// MRCNN_MINIMAL throws UsageError.
void draw_story(const std::filesystem::path& file, const TracedRun& run,
                const DetectionStory& story);

}  // namespace mrcnn
