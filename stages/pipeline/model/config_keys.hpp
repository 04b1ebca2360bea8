#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "stages/pipeline/model/config.hpp"

namespace mrcnn {

/// One setting of a model: what reading, writing, overriding and the documentation need to know.
struct ConfigKey {
  std::string stage;     // the section, empty for `conventions` and `classes`
  std::string name;      // the field of that stage's Params
  std::string expected;  // "a whole number from 1 to 32768"
  std::string unit;      // may be empty
  std::string meaning;
  std::function<bool(Config&, const nlohmann::json&)> read;  // false: not as expected, unchanged
  std::function<nlohmann::json(const Config&)> write;

  /// "image.min_size"
  [[nodiscard]] std::string path() const { return stage.empty() ? name : stage + "." + name; }
};

/// Every key, in the order of the stages.
const std::vector<ConfigKey>& config_keys();

/// The key, or nullptr.
const ConfigKey* find_config_key(std::string_view stage, std::string_view name);

/// The sections in order: "image", "features", ...
std::vector<std::string> config_stages();

/// "min_size, max_size, ...": the keys of a section, for messages. For the empty name: the sections
/// and the keys outside them.
std::string known_config_keys(std::string_view stage);

}  // namespace mrcnn
