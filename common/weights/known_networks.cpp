#include "common/weights/known_networks.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

namespace mrcnn {
namespace {

using nlohmann::json;

KnownKind network_of(const json& row) {
  return {"", row.at("is"), known_help(row.at("do"))};
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Without what all begin with: "model.0.conv.weight" of "module.model.0.conv.weight".
std::vector<std::string> without_common_prefix(std::vector<std::string> names) {
  std::string prefix = names.empty() ? "" : names.front().substr(0, names.front().rfind('.') + 1);
  const auto is_common = [&] {
    return std::all_of(names.begin(), names.end(),
                       [&](const std::string& name) { return name.starts_with(prefix); });
  };
  while (!is_common()) {
    prefix.pop_back();
    prefix.erase(prefix.rfind('.') + 1);
  }
  for (std::string& name : names) {
    name.erase(0, prefix.size());
  }
  return names;
}

}  // namespace

std::optional<KnownKind> known_network(const std::vector<std::string>& given) {
  std::vector<std::string> names = without_common_prefix(given);
  names.insert(names.end(), given.begin(), given.end());
  for (const json& row : known_files_table().at("networks")) {
    if (contains(names, row.at("tensor"))) {
      return network_of(row);
    }
  }
  return std::nullopt;
}

KnownKind other_network(std::string is) {
  return {"", std::move(is), known_help("fetch")};
}

std::optional<KnownKind> known_keras_file(const std::vector<std::string>& arrays) {
  for (const json& row : known_files_table().at("keras")) {
    if (contains(arrays, row.at("array")) && !contains(arrays, row.value("lacks", ""))) {
      return network_of(row);
    }
  }
  return std::nullopt;
}

std::vector<std::string> known_prefixes(const std::vector<std::string>& names) {
  std::vector<std::string> prefixes;
  for (const std::string marker : known_files_table().at("markers")) {
    if (contains(names, marker)) {
      return {""};
    }
    for (const std::string& name : names) {
      if (name.ends_with("." + marker)) {
        prefixes.push_back(name.substr(0, name.size() - marker.size()));
      }
    }
  }
  return prefixes;
}

}  // namespace mrcnn
