#pragma once
#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "common/io/file.hpp"
#include "common/weights/tensor_spec.hpp"

namespace mrcnn {

/// One tensor as a .safetensors file holds it.
struct StoredTensor {
  std::string dtype;  // "F32", "BF16", ...
  std::vector<std::size_t> shape;
  std::span<const std::byte> data;  // little-endian, row-major; may be unaligned
};

/// What a .safetensors file says. The spans point into the bytes it was parsed from.
struct SafetensorsContents {
  std::map<std::string, StoredTensor> tensors;
  std::map<std::string, std::string> metadata;  // the header's "__metadata__"
};

/// Reads the .safetensors format strictly: the header is JSON with known dtypes and non-negative
/// integers; each tensor has exactly the bytes its shape needs; the tensors cover the data without
/// gap or overlap. No data are copied.
///
///   name  what messages call the bytes, usually a file
///
/// Throws InputError "NAME: reason, expected ..., got ...", which names the tensor.
SafetensorsContents parse_safetensors(std::span<const std::byte> bytes, const std::string& name);

/// The metadata of a .safetensors file; its tensors are neither read nor checked. Throws like
/// parse_safetensors.
std::map<std::string, std::string> read_safetensors_metadata(const std::filesystem::path& file);

/// A .safetensors file, in memory for as long as the object lives.
class Safetensors {
 public:
  /// Throws InputError "FILE: reason", which says what another kind of file is.
  explicit Safetensors(const std::filesystem::path& file);

  [[nodiscard]] const SafetensorsContents& contents() const { return contents_; }

 private:
  FileBytes file_;
  SafetensorsContents contents_;
};

/// A float32 tensor to be written. It refers to its values.
struct TensorData {
  TensorSpec spec;
  std::span<const float> values;
};

/// The beginning of a model file of float32 tensors: the header's length, the header, and spaces up
/// to a multiple of 8 bytes. The tensors' little-endian values follow, in this order.
///
/// Throws ShapeError for a name given twice, and for names or metadata that are not UTF-8.
std::string safetensors_header(const std::vector<TensorSpec>& specs,
                               const std::map<std::string, std::string>& metadata);

/// Writes a model file: the header, then the tensors in the given order. The data begin at a
/// multiple of 8 bytes. The same arguments give the same bytes.
///
/// Throws ShapeError for a name given twice, a name or metadata that is not UTF-8, or values that
/// do not fit a shape; OutputError "FILE: reason". The file is written atomically.
void write_safetensors(const std::filesystem::path& file, const std::vector<TensorData>& tensors,
                       const std::map<std::string, std::string>& metadata);

}  // namespace mrcnn
