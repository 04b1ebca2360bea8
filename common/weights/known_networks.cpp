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

/// Takes off the part before the first dot if all names have it: "module." of a network in a
/// wrapper. Returns whether it did.
bool take_off_common_part(std::vector<std::string>& names) {
  const std::string part =
      names.empty() ? "" : names.front().substr(0, names.front().find('.') + 1);
  if (part.empty() || !std::all_of(names.begin(), names.end(), [&](const std::string& name) {
        return name.starts_with(part);
      })) {
    return false;
  }
  for (std::string& name : names) {
    name.erase(0, part.size());
  }
  return true;
}

}  // namespace

std::optional<KnownKind> known_network(std::vector<std::string> names) {
  do {
    for (const json& row : known_files_table().at("networks")) {
      if (contains(names, row.at("tensor"))) {
        return network_of(row);
      }
    }
  } while (take_off_common_part(names));
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
