#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "common/trace/trace_folder.hpp"

#include "stages/program/cli/run_job.hpp"

namespace mrcnn {

/// Makes the folder if it is missing. Throws OutputError "DIR: reason".
void make_folder(const std::filesystem::path& folder);

/// "3_street" for the third image street.jpg: never a path, whatever the file is called.
std::string image_label(std::int64_t position, const std::string& file);

/// Where the trace of one image goes: into `dump` itself, or with several images into
/// dump/<label>.
std::filesystem::path trace_folder_of(const std::filesystem::path& dump, std::size_t images,
                                      std::int64_t position, const std::string& file);

/// Everything the run made, with its own detections.json if it came that far; manifest last.
///
///   source  the trace that the run went on from, or nullptr
void write_trace(const std::filesystem::path& folder, const RunJob& job, const FinishedRun& run,
                 const TraceFolder* source, const std::vector<std::string>& edited);

}  // namespace mrcnn
