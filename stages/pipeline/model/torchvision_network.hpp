#pragma once
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "common/weights/weight_store.hpp"

#include "stages/pipeline/model/config.hpp"

namespace mrcnn {

/// Shapes of a file's tensors by torchvision's current names.
using TensorShapes = std::map<std::string, std::vector<std::size_t>>;

TensorShapes shapes_of(const WeightStore& store);

/// Whether any tensor of a mask head is there.
bool has_mask_head(const TensorShapes& shapes);

/// "mrcnn.config" of torchvision's Mask R-CNN or Faster R-CNN with these tensors: what their shapes
/// say. What no shape says (eps, anchors, sizes, thresholds) is left to torchvision's defaults.
///
/// Throws InputError "FILE: ..." that says what the network is instead, and what to do.
nlohmann::json torchvision_config(const TensorShapes& shapes, const std::filesystem::path& file);

/// Why tensors of torchvision's names do not fit `config`, and the options under which they would:
/// "; its tensors agree among themselves and fit --set features.blocks=3,4,6,3". Empty if that is
/// not known. Of another network it says which, unless the file `is_described` by its own metadata:
/// then it is a damaged one of ours.
std::string why_not(const TensorShapes& shapes, const Config& config,
                    const std::filesystem::path& file, bool is_described);

}  // namespace mrcnn
