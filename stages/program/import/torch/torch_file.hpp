#pragma once
#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "stages/program/import/torch/tensor_reader.hpp"

namespace mrcnn {

/// The tensors of the state_dict that a checkpoint holds, and where in it they were.
struct TorchFile {
  std::string place;                   // "model", "checkpoint.state_dict"; empty: the whole file
  std::vector<std::string> elsewhere;  // other places that hold a network too
  nlohmann::json settings;             // of a whole module: what it says beside its tensors
  std::map<std::string, TorchTensor> tensors;
  std::shared_ptr<const void> owner;  // of numbers that are not in the file as they are
};

/// Reads what torch.save wrote, in the zip layout or the one before torch 1.6, or a pickle of NumPy
/// arrays: a state_dict, a checkpoint that holds one at any depth, or a whole module. Optimizer
/// states, arguments and whatever else it holds are passed over; nothing is run.
///
/// Of several state_dicts the first is taken that is of a known network (known_networks.hpp), or
/// the one with the most tensors.
///
///   bytes  must outlive the result
///   place  the one to take instead: "model_ema"; empty: as said
///
/// Total over bytes. Throws InputError "NAME: reason".
TorchFile read_torch_file(std::span<const std::byte> bytes, const std::string& name,
                          const std::string& place = "");

}  // namespace mrcnn
