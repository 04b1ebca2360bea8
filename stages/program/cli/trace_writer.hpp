#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "stages/program/cli/executor.hpp"

namespace mrcnn {

/// "3_street" for the third image street.jpg: never a path, whatever the file is called.
std::string image_label(const ImageRun& run);

/// Where the plan wants the trace of a run: in `dump` itself, or with several images in
/// dump/<label>.
std::filesystem::path trace_folder_of(const RunPlan& plan, const ImageRun& run);

/// What the manifest says about a run, arrays aside.
Manifest make_manifest(const Executor& executor, const ImageRun& run);

/// Writes everything the run made, after what the source trace holds of earlier steps, with its own
/// detections.json if it ran to the end; manifest last.
///
///   edited  arrays of the source that were changed by hand
void write_trace(const std::filesystem::path& folder, const Executor& executor, const ImageRun& run,
                 const std::vector<std::string>& edited = {});

/// Arrays of the source trace that differ from what its manifest recorded, which a line on standard
/// error reports, and those that were edited before.
std::vector<std::string> report_edited(const TraceFolder& source);

}  // namespace mrcnn
