#pragma once
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "common/weights/weight_store.hpp"

namespace mrcnn {

/// Shapes of a file's tensors by torchvision's current names.
using TensorShapes = std::map<std::string, std::vector<std::size_t>>;

TensorShapes shapes_of(const WeightStore& store);

/// Whether any tensor of a mask head is there.
bool has_mask_head(const TensorShapes& shapes);

/// "mrcnn.config" of torchvision's Mask R-CNN or Faster R-CNN with these tensors: what their shapes
/// determine. The rest (eps, anchors, sizes, thresholds) gets torchvision's defaults.
///
/// Throws InputError "FILE: ..." that says what the network is instead, and what to do.
nlohmann::json torchvision_config(const TensorShapes& shapes, const std::filesystem::path& file);

}  // namespace mrcnn
