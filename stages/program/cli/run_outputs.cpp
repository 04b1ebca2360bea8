#include "stages/program/cli/run_outputs.hpp"

#include "common/coco/results.hpp"
#include "common/coco/truth.hpp"
#include "common/error.hpp"

#include "stages/pipeline/trace_io.hpp"

namespace mrcnn {
namespace {

constexpr std::size_t kLongestStem = 80;

}  // namespace

void make_folder(const std::filesystem::path& folder) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) {
    throw OutputError(folder.string() + ": cannot be made: " + failure.message());
  }
}

std::string image_label(std::int64_t position, const std::string& file) {
  std::string label = std::to_string(position) + "_";
  for (const char c : std::filesystem::path(file).stem().string().substr(0, kLongestStem)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.';
    label += plain ? c : '_';
  }
  return label;
}

std::filesystem::path trace_folder_of(const std::filesystem::path& dump, std::size_t images,
                                      std::int64_t position, const std::string& file) {
  return images == 1 ? dump : dump / image_label(position, file);
}

void write_trace(const std::filesystem::path& folder, const RunJob& job, const FinishedRun& run,
                 const TraceFolder* source, const std::vector<std::string>& edited) {
  const TraceFolder target = TraceFolder::create(folder);
  target.clear();
  Manifest manifest = make_manifest(job, run);
  manifest.edited = edited;
  if (source != nullptr) {
    copy_earlier_arrays(*source, target, job.options.from, run.state, manifest);
  }
  save_arrays(target, run.state, manifest);
  if (run.state.has_made("6_masks/masks")) {
    CocoResults results;
    results.add(run.image_id, run.state.result,
                category_ids(job.truth ? &job.truth->dataset : nullptr, job.config.classes));
    results.write(target.directory() / "detections.json");
  }
  target.write_manifest(manifest);
}

}  // namespace mrcnn
