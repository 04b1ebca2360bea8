#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "common/trace/array.hpp"
#include "common/trace/array_tensor.hpp"
#include "common/trace/trace_folder.hpp"

#include "tests/io/test_files.hpp"

namespace mrcnn {

/// An array from its elements in row-major order.
template <class T>
Array array_of(std::vector<std::size_t> shape, const std::vector<T>& values) {
  const auto bytes = std::as_bytes(std::span(values));
  return {kDTypeOf<T>, std::move(shape), {bytes.begin(), bytes.end()}};
}

/// A manifest that says one thing.
inline Manifest saying(std::string Manifest::*field, const std::string& value) {
  Manifest manifest;
  manifest.*field = value;
  return manifest;
}

inline Manifest with_settings(const nlohmann::json& config) {
  Manifest manifest;
  manifest.config = config;
  return manifest;
}

/// A trace on disk that lives as long as its test.
class TinyTrace {
 public:
  template <class T>
  TinyTrace& put(const std::string& array, std::vector<std::size_t> shape,
                 const std::vector<T>& values) {
    folder().write(array, array_of(std::move(shape), values));
    return *this;
  }

  /// A plain list.
  template <class T>
  TinyTrace& put(const std::string& array, const std::vector<T>& values) {
    return put(array, {values.size()}, values);
  }

  TinyTrace& put_boxes(const std::string& array, const std::vector<Box>& boxes) {
    std::vector<float> corners;
    for (const Box& box : boxes) {
      corners.insert(corners.end(), {box.x1, box.y1, box.x2, box.y2});
    }
    return put(array, {boxes.size(), 4}, corners);
  }

  /// Makes the trace one of ours: host, im2col, fp32 unless the manifest says otherwise.
  TinyTrace& sign(Manifest manifest = {}) {
    const auto set = [](std::string& field, const char* value) {
      field = field.empty() ? value : field;
    };
    set(manifest.program, "mrcnn 0.1.0");
    set(manifest.backend, "host");
    set(manifest.conv, "im2col");
    set(manifest.math, "fp32");
    folder().write_manifest(manifest);
    return *this;
  }

  [[nodiscard]] TraceFolder folder() const { return TraceFolder::create(place_.path()); }

 private:
  TemporaryFolder place_;
};

}  // namespace mrcnn
