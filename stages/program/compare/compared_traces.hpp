#pragma once
#include <optional>
#include <string>
#include <vector>

#include "common/trace/array.hpp"
#include "common/trace/manifest.hpp"
#include "common/trace/trace_folder.hpp"

#include "stages/program/compare/bounds.hpp"
#include "stages/program/compare/comparison.hpp"

namespace mrcnn {

/// One of the two traces that are compared: a folder and what its manifest says.
struct ComparedTrace {
  TraceFolder folder;
  std::optional<Manifest> manifest;

  /// Opens the folder and checks its counts. Throws InputError.
  explicit ComparedTrace(TraceFolder opened);

  /// Made by another program, or by nobody knows whom: no manifest, or another `program`.
  [[nodiscard]] bool is_foreign() const;

  /// "out/a: mrcnn 0.1.0, host, im2col, fp32"
  [[nodiscard]] std::string label() const;

  /// An array with this number of columns (0: a plain list), if it is there and of this kind.
  [[nodiscard]] std::optional<Array> list(const std::string& name, DType dtype,
                                          std::size_t columns) const;
};

/// Both of them.
struct TracePair {
  ComparedTrace a;
  ComparedTrace b;

  [[nodiscard]] Relation relation() const;

  /// What else the manifests say differently: model, settings, OpenBLAS core, edited arrays.
  [[nodiscard]] std::vector<std::string> notes() const;

  /// A setting of the run, "proposals.nms_iou", from the first manifest that has it.
  [[nodiscard]] double setting(const std::string& path, double otherwise) const;
  /// The same for one that is a word.
  [[nodiscard]] std::string word(const std::string& path, const std::string& otherwise) const;

  [[nodiscard]] bool both_have(const std::string& array) const {
    return a.folder.has(array) && b.folder.has(array);
  }
};

}  // namespace mrcnn
