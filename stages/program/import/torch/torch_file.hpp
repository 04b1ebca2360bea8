#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

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

/// The tensors of the state_dict that a file of torch.save holds, and where in the file it was.
struct TorchFile {
  std::string place;   // "model", "checkpoint.state_dict"; empty if the file is the state_dict
  std::string prefix;  // what was taken off in front of every name, like "module."
  std::size_t left_out = 0;  // floating-point tensors whose names do not begin with the prefix
  std::map<std::string, TorchTensor> tensors;
};

/// Reads what torch.save wrote: the zip layout or the one before torch 1.6; a state_dict, a
/// checkpoint that holds one at any depth, or a whole module. Optimizer states, arguments and
/// whatever else it holds are passed over; nothing is run.
///
/// Of several state_dicts the first is taken that has `marker`, or the one with the most tensors if
/// none has. What stands before `marker` is the prefix.
///
///   marker  a tensor's name without its prefix
///
/// Total over bytes. Throws InputError "NAME: reason".
TorchFile read_torch_file(std::span<const std::byte> bytes, const std::string& marker,
                          const std::string& name);

/// The values as float32, row-major. Throws InputError "NAME: TENSOR: reason" if the storage does
/// not hold them or is not of floating-point numbers.
std::vector<float> values_of(const TorchTensor& tensor, const std::string& tensor_name,
                             const std::string& name);

}  // namespace mrcnn
