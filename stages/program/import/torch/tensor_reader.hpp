#pragma once
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "stages/program/import/torch/pickle.hpp"

namespace mrcnn {

/// One tensor of a checkpoint: a view of stored numbers.
struct TorchTensor {
  std::string storage_type;  // "FloatStorage", "HalfStorage", ...
  std::vector<std::size_t> shape;
  std::vector<std::size_t> strides;  // elements
  std::size_t offset = 0;            // elements
  std::span<const std::byte> storage;

  [[nodiscard]] bool is_floating_point() const;
};

/// Bytes of one element; 0 for an unknown type.
std::size_t bytes_per_element(std::string_view storage_type);

/// The values as float32, row-major. Throws InputError "NAME: TENSOR: reason" if the storage does
/// not hold them or is not of floating-point numbers.
std::vector<float> values_of(const TorchTensor& tensor, const std::string& tensor_name,
                             const std::string& name);

/// The bytes behind a pickle's persistent identifiers, by key.
using Storages = std::map<std::string, std::span<const std::byte>>;

/// Finds tensors in a pickle: torch's, whose numbers lie in storages, and NumPy's arrays, whose
/// numbers lie in the pickle. Tensors refer to the pickle and to the reader.
class TensorReader {
 public:
  TensorReader(const Pickle& pickle, const Storages& storages)
      : pickle_(pickle), storages_(storages) {}

  /// The tensor that a value describes, if it describes one whose storage is there.
  [[nodiscard]] std::optional<TorchTensor> read(std::size_t value);

 private:
  /// The values that describe an array of NumPy.
  struct NumpyArray {
    std::size_t dtype;
    std::size_t shape;
    std::size_t bytes;
    bool is_fortran;
  };

  [[nodiscard]] std::optional<std::vector<std::size_t>> extents(std::size_t list) const;
  [[nodiscard]] std::optional<TorchTensor> rebuild(const std::vector<std::size_t>& arguments) const;
  [[nodiscard]] std::optional<TorchTensor> numpy_array(const NumpyArray& array);
  [[nodiscard]] std::optional<std::string_view> bytes_of(const PickleValue& value);

  const Pickle& pickle_;
  const Storages& storages_;
  std::deque<std::string> decoded_;  // bytes that are not there as they are
};

}  // namespace mrcnn
