#pragma once
#include <string>
#include <vector>

#include "stages/pipeline/model/config.hpp"

namespace mrcnn {

/// The programs whose numbers can be reproduced: "torchvision", "matterport", "detectron2".
std::vector<std::string> known_conventions();

/// What a key has with the conventions of one of them; sizes of networks are torchvision's. Throws
/// UsageError for another name.
Config config_of_conventions(const std::string& name);

/// Gives every key that is no size of a network (its blocks, widths, anchors, classes) the value it
/// has with `name`'s conventions.
void apply_conventions(Config& config, const std::string& name);

}  // namespace mrcnn
