#pragma once
#include <filesystem>

#include "common/trace/trace_folder.hpp"

#include "stages/program/cli/run_job.hpp"

namespace mrcnn {

/// False in a build with MRCNN_MINIMAL: the functions below then do nothing.
bool can_draw();

/// The photograph with boxes, masks and names, as FOLDER/<label>.png; rejected detections dashed.
void write_overlay(const std::filesystem::path& folder, const RunJob& job, const FinishedRun& run,
                   std::int64_t position);

/// The pictures of every step that was run, in the stage's folder:
/// FOLDER/2_proposals/objectness.png. Left out is what lacks its arrays, such as everything that is
/// drawn over the image if there is none.
void write_pictures(const std::filesystem::path& folder, const RunJob& job, const FinishedRun& run);

/// What pictures need besides the arrays that steps read: the image, and which detections stage 5
/// kept. For a run that goes on from a trace; what is not there is left out.
void load_for_pictures(const TraceFolder& trace, PipelineState<Host>& state);

}  // namespace mrcnn
