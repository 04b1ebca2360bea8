#pragma once
#include <optional>
#include <string>
#include <vector>

namespace mrcnn {

/// The name that `word` probably stands for: the one with the fewest changed, missing or added
/// letters, ignoring case. None if more than a third of the letters differ.
std::optional<std::string> near_name(const std::string& word,
                                     const std::vector<std::string>& names);

}  // namespace mrcnn
