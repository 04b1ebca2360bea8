#pragma once
#include <cstddef>
#include <map>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "stages/program/import/torch/pickle.hpp"
#include "stages/program/import/torch/tensor_reader.hpp"

namespace mrcnn {

/// Whether a value is a pickled torch.nn.Module.
bool is_module(const Pickle& pickle, std::size_t value);

/// Its parameters and buffers and those of the modules inside it, by the names of its state_dict.
std::map<std::string, TorchTensor> module_tensors(const Pickle& pickle, TensorReader& reader,
                                                  std::size_t module);

/// What torchvision's Mask R-CNN says beside its tensors, as "mrcnn.config": image sizes, anchors,
/// thresholds, eps. Empty for another module.
nlohmann::json module_settings(const Pickle& pickle, std::size_t module);

}  // namespace mrcnn
