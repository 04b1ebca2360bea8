#include "common/io/known_files.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/one_line.hpp"
#include "common/io/trimmed.hpp"

namespace mrcnn {

extern const std::string_view kKnownFilesJson;

namespace {

using nlohmann::json;

constexpr std::array kUses = {"model", "image", "truth"};

/// The row's text for a use: the name of a help, or what the file is and the name of a help.
KnownKind kind_of(const json& row, const json& use) {
  const bool has_words = use.is_array();
  const std::string is = has_words ? use[0] : row.at("is");
  return {row.at("kind"), "is " + is, known_help(has_words ? use[1] : use)};
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
    text = without_byte_order_mark(text);
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  }
  const std::string begins =
      row.contains("text") ? row.value("text", "") : from_hexadecimal(row.at("bytes"));
  return text.substr(std::min(row.value("at", std::size_t{0}), text.size())).starts_with(begins) &&
         text.find(row.value("within", "")) != std::string_view::npos;
}

/// A model's folder, as hubs and TensorFlow have them.
[[noreturn]] void refuse_folder(const std::filesystem::path& folder) {
  const std::vector<std::string> endings = {".safetensors", ".pth", ".pt", ".bin", ".pkl", ".h5"};
  std::set<std::filesystem::path> files;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    if (std::find(endings.begin(), endings.end(), entry.path().extension()) != endings.end()) {
      files.insert(entry.path());
    }
  }
  const bool is_saved_model = std::filesystem::exists(folder / "saved_model.pb", ignored);
  throw InputError(path_text(folder) + ": is a folder, expected a file of weights" +
                   (!files.empty()   ? ", such as " + path_text(*files.begin())
                    : is_saved_model ? "; " + known_help("keras")
                                     : ""));
}

}  // namespace

const json& known_files_table() {
  static const json parsed = json::parse(kKnownFilesJson);
  return parsed;
}

std::string known_help(const std::string& name) {
  return name.empty() ? "" : known_files_table().at("commands").at(name);
}

std::string KnownKind::help_for(const std::string& name) const {
  constexpr std::string_view kFile = "FILE";
  std::string text = help;
  for (std::size_t at = text.find(kFile); at != std::string::npos;
       at = text.find(kFile, at + name.size())) {
    text.replace(at, kFile.size(), name);
  }
  return text;
}

std::string KnownKind::message(const std::filesystem::path& file) const {
  return path_text(file) + ": " + is + "; " + help_for(path_text(file));
}

std::optional<KnownKind> known_file(std::span<const std::byte> bytes, FileUse use) {
  const std::string_view text = as_text(bytes).substr(0, kRecognisedBytes);
  if (use == FileUse::model && begins_like_safetensors(text)) {
    return std::nullopt;
  }
  const char* const wanted = kUses.at(static_cast<std::size_t>(use));
  for (const json& row : known_files_table().at("files")) {
    if (row.contains(wanted) && fits(row, text)) {
      return kind_of(row, row.at(wanted));
    }
  }
  return std::nullopt;
}

std::optional<KnownKind> known_file(const std::filesystem::path& file) {
  if (std::error_code ignored; std::filesystem::is_directory(file, ignored)) {
    refuse_folder(file);
  }
  return known_file(read_beginning(file, kRecognisedBytes));
}

}  // namespace mrcnn
