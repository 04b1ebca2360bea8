#pragma once
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "common/trace/array.hpp"
#include "common/trace/trace_folder.hpp"
#include "common/types/box.hpp"

#include "stages/pipeline/model/config.hpp"
#include "stages/program/compare/bounds.hpp"

namespace mrcnn {

/// One of the two traces that are compared: a folder and its manifest.
struct ComparedTrace {
  TraceFolder folder;
  std::optional<Manifest> manifest;
  std::vector<std::string> stale;  // what does not fit an edit of the folder, and is left out

  /// Opens the folder and checks its counts. Throws InputError if they contradict each other and no
  /// edit explains it.
  explicit ComparedTrace(TraceFolder opened);

  /// No manifest, or one of another program.
  [[nodiscard]] bool is_from_another_program() const;

  /// The manifest lists the array as edited, or recorded other elements.
  [[nodiscard]] bool is_edited(const std::string& array) const;

  /// "out/a: mrcnn 0.1.0, host, im2col, fp32"
  [[nodiscard]] std::string label() const;

  /// The rows of an array if it exists, has the dtype of T's elements and one row per T: a plain
  /// list for numbers, (N, 4) for Box, (N, 2) for std::array<std::int32_t, 2>.
  template <class T>
  [[nodiscard]] std::optional<std::vector<T>> list(const std::string& name) const {
    using Element =
        std::conditional_t<std::is_arithmetic_v<T>, T,
                           std::conditional_t<std::is_same_v<T, Box>, float, std::int32_t>>;
    constexpr std::size_t kColumns = sizeof(T) / sizeof(Element);
    const Array array = folder.has(name) ? folder.read(name) : Array();
    if (array.dtype != kDTypeOf<Element> || array.shape.size() != (kColumns == 1 ? 1 : 2) ||
        elements_per_row(array) != kColumns) {
      return std::nullopt;
    }
    const auto* const first = reinterpret_cast<const T*>(array.bytes.data());
    return std::vector<T>(first, first + array.shape[0]);
  }
};

/// The two traces and the settings of the runs: those of the first manifest that has them, else the
/// defaults of Config.
struct TracePair {
  ComparedTrace a;
  ComparedTrace b;
  Config config;

  TracePair(const TraceFolder& folder_a, const TraceFolder& folder_b);

  [[nodiscard]] Relation relation() const;

  /// Other differences between the manifests: model, settings, OpenBLAS core, edited arrays.
  [[nodiscard]] std::vector<std::string> notes() const;

  [[nodiscard]] bool both_have(const std::string& array) const {
    return a.folder.has(array) && b.folder.has(array);
  }
};

}  // namespace mrcnn
