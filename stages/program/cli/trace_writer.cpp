#include <algorithm>
#include <functional>
#include <iostream>

#include "common/coco/results.hpp"

#include "stages/pipeline/trace_io.hpp"
#include "stages/program/cli/run_writers.hpp"

namespace mrcnn {

std::string image_label(const ImageRun& run) {
  constexpr std::size_t kLongestStem = 80;
  std::string label = std::filesystem::path(run.file).stem().string().substr(0, kLongestStem);
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  std::replace_if(label.begin(), label.end(), std::not_fn(is_plain), '_');
  return std::to_string(run.position) + "_" + label;
}

std::filesystem::path trace_folder_of(const RunPlan& plan, const ImageRun& run) {
  return plan.images.size() > 1 ? plan.dump / image_label(run) : plan.dump;
}

Manifest make_manifest(const Executor& executor, const ImageRun& run) {
  Manifest manifest =
      run_manifest(executor.place(), executor.model() ? &*executor.model() : nullptr,
                   executor.config(), executor.compute());
  manifest.program = MRCNN_PROGRAM;
  manifest.image = {std::filesystem::path(run.file).filename().string(), run.image_id};
  manifest.steps = run.costs;
  return manifest;
}

void write_trace(const std::filesystem::path& folder, const Executor& executor, const ImageRun& run,
                 const std::vector<std::string>& edited) {
  const TraceFolder target = TraceFolder::create(folder);
  target.clear();
  Manifest manifest = make_manifest(executor, run);
  manifest.edited = edited;
  if (executor.source()) {
    copy_earlier_arrays(*executor.source(), target, executor.plan().from, run.state, manifest);
  }
  save_arrays(target, run.state, manifest);
  if (run.state.has_made("6_masks/masks")) {
    CocoResults results;
    results.add(run.image_id, run.state.result, executor.categories());
    results.write(target.directory() / "detections.json");
  }
  target.write_manifest(manifest);
}

std::vector<std::string> report_edited(const TraceFolder& source) {
  const std::optional<Manifest> manifest = source.manifest();
  if (!manifest) {
    return {};
  }
  std::vector<std::string> edited = source.edited(*manifest);
  for (const std::string& name : edited) {
    std::cerr << "mrcnn: " << source.path_of(name).string() << ": was edited\n";
  }
  for (const std::string& name : manifest->edited) {  // earlier edits stay on record
    if (std::find(edited.begin(), edited.end(), name) == edited.end()) {
      edited.push_back(name);
    }
  }
  return edited;
}

}  // namespace mrcnn
