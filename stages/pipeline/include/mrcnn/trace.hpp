#pragma once
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace mrcnn {

/// One array of a trace, where it lies in memory.
struct TraceArray {
  enum class Type { float32, int32, uint8 };

  Type type = Type::float32;
  std::vector<std::size_t> shape = {};       // docs/trace.md: maps are (C, H, W)
  std::vector<std::ptrdiff_t> strides = {};  // bytes from one index to the next, per axis
  const void* data = nullptr;                // the first element
  std::shared_ptr<const void> owner = {};    // keeps the elements alive
};

/// Every array of every step of one run, kept when Detector::detect() is asked for it. Copies share
/// the arrays.
class Trace {
 public:
  /// Reads a folder that write(), `mrcnn run --dump` or a script made. Arrays that docs/trace.md
  /// does not list are left out. Throws Error if it is not a trace, or if an array is malformed or
  /// contradicts another.
  static Trace read(const std::filesystem::path& folder);

  /// The names of its arrays in the order of a run: "2_proposals/boxes".
  [[nodiscard]] std::vector<std::string> names() const;

  /// One array, not copied. It may outlive the trace. Throws Error if the trace does not have it.
  [[nodiscard]] TraceArray array(const std::string& name) const;

  /// Writes the arrays, manifest.json and detections.json, as `mrcnn run --dump` does
  /// (docs/trace.md). A trace that is there is replaced. Throws Error if the folder holds anything
  /// else, if it cannot be written, or if nothing was recorded.
  void write(const std::filesystem::path& folder) const;

 private:
  friend class Detector;
  struct Contents;
  std::shared_ptr<const Contents> contents_;
};

}  // namespace mrcnn
