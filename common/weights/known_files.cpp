#include "common/weights/known_files.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/json.hpp"

namespace mrcnn {

extern const std::string_view kKnownFilesJson;

namespace {

using nlohmann::json;

const json& table() {
  static const json parsed = json::parse(kKnownFilesJson);
  return parsed;
}

KnownKind kind_of(const json& row) {
  return {row.value("kind", ""), row.at("is"), table().at("commands").at(row.at("do"))};
}

std::string from_hexadecimal(const std::string& digits) {
  std::string bytes;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

/// A header's length below 2^32 in eight bytes, and its brace.
bool begins_like_safetensors(std::string_view text) {
  return text.size() > 8 && text.substr(4, 4) == std::string_view("\0\0\0\0", 4) &&
         (text[8] == '{' || text[8] == ' ');
}

bool fits(const json& row, std::string_view text) {
  if (row.contains("text")) {
    constexpr std::string_view kMark = "\xEF\xBB\xBF";
    text.remove_prefix(text.starts_with(kMark) ? kMark.size() : 0);
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  }
  const std::string begins =
      row.contains("text") ? row.value("text", "") : from_hexadecimal(row.at("bytes"));
  return text.substr(std::min(row.value("at", std::size_t{0}), text.size())).starts_with(begins) &&
         text.find(row.value("within", "")) != std::string_view::npos;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::string KnownKind::message(const std::filesystem::path& file) const {
  constexpr std::string_view kFile = "FILE";
  std::string command = help;
  const std::size_t at = command.find(kFile);
  if (at != std::string::npos) {
    command.replace(at, kFile.size(), path_text(file));
  }
  return path_text(file) + ": " + is + "; " + command;
}

std::optional<KnownKind> known_file(std::span<const std::byte> bytes) {
  const std::string_view text = as_text(bytes).substr(0, kRecognisedBytes);
  if (begins_like_safetensors(text)) {
    return std::nullopt;
  }
  for (const json& row : table().at("files")) {
    if (fits(row, text)) {
      return kind_of(row);
    }
  }
  return std::nullopt;
}

std::optional<KnownKind> known_file(const std::filesystem::path& file) {
  return known_file(read_beginning(file, kRecognisedBytes));
}

std::optional<KnownKind> known_network(const std::vector<std::string>& names) {
  for (const json& row : table().at("networks")) {
    if (contains(names, row.at("tensor"))) {
      return kind_of(row);
    }
  }
  return std::nullopt;
}

KnownKind other_network(std::string is) {
  return {"", std::move(is), table().at("commands").at("fetch")};
}

std::optional<KnownKind> known_keras_file(const std::vector<std::string>& arrays) {
  for (const json& row : table().at("keras")) {
    if (contains(arrays, row.at("array")) && !contains(arrays, row.value("lacks", ""))) {
      return kind_of(row);
    }
  }
  return std::nullopt;
}

std::vector<std::string> known_prefixes(const std::vector<std::string>& names) {
  std::vector<std::string> prefixes;
  for (const std::string marker : table().at("markers")) {
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
