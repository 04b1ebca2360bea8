#pragma once
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "stages/program/batch/progress_file.hpp"
#include "stages/program/cli/executor.hpp"

namespace mrcnn {

/// Receives what a plan makes.
struct RunWriter {
  std::function<void(const ImageRun&)> write = [](const ImageRun&) {};  // after each image
  std::function<void()> finish = [] {};                                 // after the last one
  bool in_any_order = false;  // else in the order of the images, one at a time
};

/// The writers that the executor's plan asks for; those that may come in any order are called
/// first. They refer to their arguments.
///
///   progress  gets the results, may be null
std::vector<RunWriter> make_writers(const Executor& executor, ProgressFile* progress);

using DrawingTime = std::atomic<double>;  // milliseconds

/// Draws the result of each image below the plan's `out`, and the pictures of its steps beside
/// their arrays: DUMP/2_proposals/objectness.png. A picture whose arrays are missing is left out. A
/// build with MRCNN_MINIMAL draws nothing.
///
///   time  the drawing time is added here
RunWriter picture_writer(const Executor& executor, const std::shared_ptr<DrawingTime>& time);

/// Whether the plan ends with objects that are to be written.
bool has_results(const RunPlan& plan);

/// "3_street" for the third image street.jpg: never a path, whatever the file is called.
std::string image_label(std::int64_t position, const std::string& file);
std::string image_label(const ImageRun& run);

/// Where the trace of a run is written: in `dump` itself, or with several images in dump/<label>.
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
/// error reports if asked for, and those that were edited before.
std::vector<std::string> edited_arrays(const TraceFolder& source, bool reports);

}  // namespace mrcnn
