#pragma once
#include <filesystem>
#include <string>

#include "stages/pipeline/model/config.hpp"
#include "stages/pipeline/model/torchvision_network.hpp"

namespace mrcnn {

/// Why tensors of torchvision's names do not fit `config`, and the options under which they would:
/// "; its tensors agree among themselves and fit --set features.blocks=3,4,6,3". Empty if that is
/// not known. Of another network it says which, unless the file `is_described` by its own metadata:
/// then it is a damaged one of ours.
std::string misfit_reason(const TensorShapes& shapes, const Config& config,
                          const std::filesystem::path& file, bool is_described);

}  // namespace mrcnn
