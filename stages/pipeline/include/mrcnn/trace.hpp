#pragma once
#include <filesystem>
#include <memory>

namespace mrcnn {

/// Every array of every step of one run, kept when Detector::detect() is asked for it.
class Trace {
 public:
  Trace();
  Trace(Trace&& other) noexcept;
  Trace& operator=(Trace&& other) noexcept;
  ~Trace();

  /// Writes the arrays, manifest.json and detections.json, as `mrcnn run --dump` does
  /// (docs/trace.md). A trace that is there is replaced. Throws Error if the folder holds anything
  /// else, if it cannot be written, or if nothing was recorded.
  void write(const std::filesystem::path& folder) const;

 private:
  friend class Detector;
  struct Contents;
  std::unique_ptr<const Contents> contents_;
};

}  // namespace mrcnn
