#include <mrcnn/trace.hpp>

#include "common/coco/results.hpp"
#include "common/coco/truth.hpp"
#include "common/error.hpp"

#include "stages/pipeline/trace_contents.hpp"
#include "stages/pipeline/trace_io.hpp"

namespace mrcnn {

Trace::Trace() = default;
Trace::Trace(Trace&& other) noexcept = default;
Trace& Trace::operator=(Trace&& other) noexcept = default;
Trace::~Trace() = default;

void Trace::write(const std::filesystem::path& folder) const {
  if (contents_ == nullptr) {
    throw UsageError("Trace::write: the trace is empty; give it to Detector::detect() first");
  }
  const TraceFolder target = TraceFolder::create(folder);
  clear_trace(target);
  Manifest manifest = contents_->manifest;
  save_arrays(target, contents_->state, manifest);
  CocoResults results;
  results.add(manifest.image.id, contents_->state.result,
              category_ids(nullptr, contents_->config.classes));
  results.write(target.directory() / "detections.json");
  target.write_manifest(manifest);
}

}  // namespace mrcnn
