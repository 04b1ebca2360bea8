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

}  // namespace

std::optional<KnownKind> known_network(const std::vector<std::string>& names) {
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
