#pragma once
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "stages/pipeline/model/config.hpp"

namespace mrcnn {

/// What the batch norms of torchvision's COCO weights, and of what was fine-tuned from them, add to
/// the variance.
inline constexpr double kFineTunedEps = 0.0;

/// The keys that change what a network finds and that no file of weights says, unless they are
/// among the `settings` ("mrcnn.config").
std::vector<std::string> assumed_keys(const Config& config, const nlohmann::json& settings);

/// Those that no override ("STAGE.KEY=VALUE") sets.
std::vector<std::string> without_overrides(std::vector<std::string> keys,
                                           const std::vector<std::string>& overrides);

/// One line that lists them with their values, as --set takes them. Empty without keys.
std::string assumption_text(const Config& config, const std::vector<std::string>& keys);

}  // namespace mrcnn
