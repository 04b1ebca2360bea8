#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace mrcnn {

/// Shapes of a file's tensors by torchvision's current names.
using TensorShapes = std::map<std::string, std::vector<std::size_t>>;

/// A tensor that every maskrcnn_resnet*_fpn of torchvision has.
inline constexpr const char* kTorchvisionMarker = "backbone.body.conv1.weight";

/// "mrcnn.config" of torchvision's Mask R-CNN with these tensors: what their shapes say. What no
/// shape says (eps, anchors, sizes, thresholds) is left to torchvision's defaults.
///
/// Throws InputError "NAME: ..." that says what the file is instead, and what to do.
nlohmann::json torchvision_config(const TensorShapes& shapes, const std::string& name);

}  // namespace mrcnn
