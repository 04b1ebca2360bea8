#pragma once
#include <string>
#include <vector>

#include "stages/pipeline/model/config.hpp"

namespace mrcnn {

/// The programs whose numbers can be reproduced: "torchvision", "matterport", "detectron2".
std::vector<std::string> known_conventions();

/// The configuration with the conventions of one of them and the sizes of torchvision's network.
/// Throws UsageError for another name.
Config config_of_conventions(const std::string& name);

/// Sets every key except the sizes of the network (blocks, widths, anchors, classes) to its value
/// in `name`'s conventions.
void apply_conventions(Config& config, const std::string& name);

}  // namespace mrcnn
