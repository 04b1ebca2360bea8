#include <mrcnn/trace.hpp>

#include "common/coco/categories.hpp"
#include "common/coco/results.hpp"
#include "common/error.hpp"
#include "common/io/one_line.hpp"

#include "stages/pipeline/array_access.hpp"
#include "stages/pipeline/trace_contents.hpp"
#include "stages/pipeline/trace_counts.hpp"
#include "stages/pipeline/trace_io.hpp"

namespace mrcnn {

Trace Trace::read(const std::filesystem::path& folder) {
  const TraceFolder source = TraceFolder::open(folder);
  check_counts(source);
  auto contents = std::make_shared<Contents>();
  contents->manifest = source.manifest().value_or(Manifest{});
  contents->config = config_of_valid_keys(contents->manifest.config);
  contents->manifest.arrays.clear();  // write() describes those that it writes
  for (const ArrayRow& row : array_table()) {
    if (source.has(row.name)) {
      read_array(source, row.name, contents->state);
    }
  }
  Trace trace;
  trace.contents_ = std::move(contents);
  return trace;
}

std::vector<std::string> Trace::names() const {
  std::vector<std::string> names;
  for (const ArrayRow& row : array_table()) {
    if (contents_ != nullptr && contents_->state.has(row.name)) {
      names.push_back(row.name);
    }
  }
  return names;
}

TraceArray Trace::array(const std::string& name) const {
  const ArrayRow* const row = find_array(name);
  if (row == nullptr) {
    throw UsageError("Trace: " + one_line(name) +
                     ": no such array, expected a name like 2_proposals/boxes; names() lists them");
  }
  if (contents_ == nullptr || !contents_->state.has(name)) {
    throw UsageError("Trace: " + name + ": this trace does not have it");
  }
  TraceArray array = view_of(*row, contents_->state);
  array.owner = contents_;
  return array;
}

void Trace::write(const std::filesystem::path& folder) const {
  if (contents_ == nullptr) {
    throw UsageError("Trace::write: the trace is empty; give it to Detector::detect() first");
  }
  const TraceFolder target = TraceFolder::create(folder);
  clear_trace(target);
  Manifest manifest = contents_->manifest;
  save_arrays(target, contents_->state, manifest);
  if (contents_->state.has("6_masks/masks")) {
    CocoResults results;
    results.add(manifest.image.id, contents_->state.result,
                category_ids(nullptr, contents_->config.classes));
    results.write(target.directory() / "detections.json");
  }
  target.write_manifest(manifest);
}

}  // namespace mrcnn
