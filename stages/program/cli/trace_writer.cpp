#include <algorithm>
#include <functional>
#include <iostream>
#include <set>

#include "common/coco/results.hpp"
#include "common/io/one_line.hpp"

#include "stages/pipeline/array_table.hpp"
#include "stages/pipeline/stale_arrays.hpp"
#include "stages/pipeline/trace_counts.hpp"
#include "stages/pipeline/trace_io.hpp"
#include "stages/program/cli/run_writers.hpp"

namespace mrcnn {

std::string image_label(std::int64_t position, const std::string& file) {
  constexpr std::size_t kLongestStem = 80;
  std::string label = std::filesystem::path(file).stem().string().substr(0, kLongestStem);
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  std::replace_if(label.begin(), label.end(), std::not_fn(is_plain), '_');
  return std::to_string(position) + "_" + label;
}

std::string image_label(const ImageRun& run) {
  return image_label(run.position, run.file);
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

namespace {

/// After an edit, arrays of earlier steps may not fit any more to what this run read and made.
void leave_out_stale(const TraceFolder& target, const RunPlan& plan, const ImageRun& run,
                     Manifest& manifest) {
  std::set<std::string> valid = arrays_read(plan.from, plan.to);
  for (const ArrayRow& row : array_table()) {
    if (run.state.has_made(row.name)) {
      valid.insert(row.name);
    }
  }
  std::string list;
  for (const std::string& name : stale_arrays(target, valid)) {
    target.remove(name);
    manifest.arrays.erase(name);
    std::erase(manifest.edited, name);
    list += (list.empty() ? "" : ", ") + name;
  }
  if (!list.empty()) {
    std::cerr << "mrcnn: left out, since no step read them and their counts do not fit: " << list
              << "\n";
  }
}

}  // namespace

void write_trace(const std::filesystem::path& folder, const Executor& executor, const ImageRun& run,
                 const std::vector<std::string>& edited) {
  const TraceFolder target = TraceFolder::create(folder);
  clear_trace(target);
  Manifest manifest = make_manifest(executor, run);
  manifest.edited = edited;
  if (executor.source()) {
    copy_earlier_arrays(*executor.source(), target, executor.plan().from, run.state, manifest);
  }
  save_arrays(target, run.state, manifest);
  if (executor.source()) {
    leave_out_stale(target, executor.plan(), run, manifest);
  }
  if (run.state.has_made("6_masks/masks")) {
    CocoResults results;
    results.add(run.image_id, run.state.result, executor.categories());
    results.write(target.directory() / "detections.json");
  }
  check_counts(target);
  target.write_manifest(manifest);
}

std::vector<std::string> edited_arrays(const TraceFolder& source, bool reports) {
  const std::optional<Manifest> manifest = source.manifest();
  if (!manifest) {
    return {};
  }
  std::vector<std::string> edited = source.edited(*manifest);
  for (const std::string& name : edited) {
    if (reports) {
      std::cerr << "mrcnn: " << path_text(source.path_of(name)) << ": was edited\n";
    }
  }
  for (const std::string& name : manifest->edited) {  // earlier edits stay on record
    if (std::find(edited.begin(), edited.end(), name) == edited.end()) {
      edited.push_back(name);
    }
  }
  return edited;
}

}  // namespace mrcnn
