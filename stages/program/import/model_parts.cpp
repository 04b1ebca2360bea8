#include "stages/program/import/model_parts.hpp"

#include <cstdint>
#include <regex>
#include <set>
#include <span>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/json.hpp"
#include "common/io/known_files.hpp"
#include "common/io/sha256.hpp"

namespace mrcnn {

namespace fs = std::filesystem;
using nlohmann::json;

std::vector<fs::path> model_parts(const fs::path& index) {
  constexpr std::uint64_t kLargestIndex = std::uint64_t{1} << 26U;
  const json list = parse_json(as_text(read_file(index, kLargestIndex)), path_text(index));
  const json map = list.is_object() ? list.value("weight_map", json()) : json();
  std::set<fs::path> files;
  for (const json& part : map) {
    const std::string name = part.is_string() ? part.get<std::string>() : "";
    if (name.empty() || name != fs::path(name).filename()) {
      constexpr std::size_t kShownBytes = 80;
      throw InputError(path_text(index) + ": weight_map names " +
                       one_line(part.dump(), kShownBytes) + ", expected a file beside it");
    }
    files.insert(index.parent_path() / name);
  }
  if (files.empty()) {
    throw InputError(path_text(index) + ": weight_map names no file");
  }
  return {files.begin(), files.end()};
}

fs::path list_of_part(const fs::path& file) {
  static const std::regex kPart(R"((.*)-\d+-of-\d+(\.safetensors))");
  const std::string name = file.filename().string();
  std::smatch match;
  return std::regex_match(name, match, kPart)
             ? file.parent_path() / (match[1].str() + match[2].str() + ".index.json")
             : fs::path();
}

std::string hash_of_model(const fs::path& file) {
  std::string hash = sha256_of_file(file);
  const auto known = known_file(file);
  if (!known || known->kind != "index") {
    return hash;
  }
  for (const fs::path& part : model_parts(file)) {
    hash += sha256_of_file(part);
  }
  return sha256(std::as_bytes(std::span(hash)));
}

}  // namespace mrcnn
