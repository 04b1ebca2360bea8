#include "common/trace/trace_folder.hpp"

#include <algorithm>
#include <limits>
#include <regex>
#include <string_view>
#include <system_error>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/json.hpp"
#include "common/io/sha256.hpp"
#include "common/trace/npy.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLargestManifest = std::uint64_t{16} << 20U;
constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

/// A digit, an underscore and a name in lower-case letters, digits and underscores.
bool is_stage_name(const std::string& name) {
  static const std::regex kPattern("[0-9]_[a-z0-9_]{1,80}");
  return std::regex_match(name, kPattern);
}

bool is_array_name(const std::string& name) {
  static const std::regex kPattern("[0-9]_[a-z0-9_]{1,80}/[a-z0-9_]{1,80}");
  return std::regex_match(name, kPattern);
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

void remove_file(const fs::path& file) {
  std::error_code error;
  fs::remove(file, error);
  if (error) {
    throw OutputError(path_text(file) + ": cannot be removed: " + error.message());
  }
}

/// What a folder holds; nothing if it cannot be read.
std::vector<fs::path> entries(const fs::path& folder) {
  std::error_code ignored;
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    paths.push_back(entry.path());
  }
  return paths;
}

/// A folder named like a stage that is empty or holds arrays.
bool is_stage_folder(const fs::path& path) {
  const std::vector<fs::path> files = entries(path);
  return is_stage_name(path.filename().string()) && is_folder(path) &&
         (files.empty() || std::any_of(files.begin(), files.end(), [](const fs::path& file) {
            return file.extension() == ".npy";
          }));
}

}  // namespace

TraceFolder TraceFolder::open(const fs::path& directory) {
  if (!is_folder(directory)) {
    throw InputError(path_text(directory) + ": not a directory; expected a trace");
  }
  if (is_trace(directory)) {
    return TraceFolder(directory);
  }
  std::vector<fs::path> inside = entries(directory);
  std::sort(inside.begin(), inside.end());
  const auto trace = std::find_if(inside.begin(), inside.end(), [](const fs::path& folder) {
    return is_trace(folder) && !entries(folder).empty();
  });
  throw InputError(path_text(directory) + ": not a trace; expected " +
                   (trace != inside.end()
                        ? "one of the traces in it, such as " + path_text(*trace)
                        : "manifest.json or stage folders with .npy files, as mrcnn run IMAGE "
                          "--dump DIR writes them"));
}

TraceFolder TraceFolder::create(const fs::path& directory) {
  if (is_folder(directory) && !is_trace(directory)) {
    throw UsageError(path_text(directory) +
                     ": holds something other than a trace, expected an empty folder or a trace");
  }
  make_folder(directory);
  std::error_code ignored;
  for (const fs::path& path : entries(directory)) {
    if (is_stage_name(path.filename().string()) && fs::is_symlink(path, ignored)) {
      throw UsageError(path_text(path) + ": is a link; a trace is written into its own folders");
    }
  }
  return TraceFolder(directory);
}

bool TraceFolder::is_trace(const fs::path& directory) {
  std::error_code ignored;
  const std::vector<fs::path> inside = entries(directory);
  return (is_folder(directory) && fs::is_empty(directory, ignored)) ||
         is_file(directory / "manifest.json") ||
         std::any_of(inside.begin(), inside.end(), is_stage_folder);
}

std::vector<std::string> TraceFolder::arrays() const {
  std::vector<std::string> names;
  for (const fs::path& folder : entries(directory_)) {
    for (const fs::path& file : entries(folder)) {
      const std::string name = concat(folder.filename().string(), "/", file.stem().string());
      if (file.extension() == ".npy" && is_array_name(name) && is_file(file) &&
          !hidden_.contains(name)) {
        names.push_back(name);
      }
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool TraceFolder::has(const std::string& name) const {
  return is_file(path_of(name)) && !hidden_.contains(name);
}

TraceFolder TraceFolder::without(const std::vector<std::string>& names) const {
  TraceFolder rest = *this;
  rest.hidden_.insert(names.begin(), names.end());
  return rest;
}

fs::path TraceFolder::path_of(const std::string& name) const {
  if (!is_array_name(name)) {
    constexpr std::size_t kShownBytes = 80;
    throw InputError(path_text(directory_) + ": not the name of an array: \"" +
                     one_line(name, kShownBytes) + "\"");
  }
  return directory_ / (name + ".npy");
}

Array TraceFolder::read(const std::string& name) const {
  return read_npy(path_of(name));
}

void TraceFolder::write(const std::string& name, const Array& array) const {
  const fs::path path = path_of(name);
  make_folder(path.parent_path());
  write_npy(path, array);
}

void TraceFolder::copy_from(const TraceFolder& other, const std::string& name) const {
  const FileBytes source = FileBytes::open(other.path_of(name), kNoLimit);
  const fs::path path = path_of(name);
  make_folder(path.parent_path());
  write_file(path, source.bytes());
}

void TraceFolder::remove(const std::string& name) const {
  remove_file(path_of(name));
}

void TraceFolder::clear(const std::vector<std::string>& arrays,
                        const std::vector<std::string>& pictures) const {
  remove_file(directory_ / "manifest.json");
  remove_file(directory_ / "detections.json");
  for (const std::string& name : arrays) {
    remove(name);
  }
  for (const std::string& name : pictures) {
    remove_file(directory_ / (name + ".png"));
  }
}

std::optional<Manifest> TraceFolder::manifest() const {
  const fs::path path = directory_ / "manifest.json";
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(path, ignored))) {
    return std::nullopt;
  }
  const std::vector<std::byte> bytes = read_file(path, kLargestManifest);
  return manifest_from_json(parse_json(as_text(bytes), path.string()), path.string());
}

void TraceFolder::write_manifest(const Manifest& manifest) const {
  constexpr int kIndent = 2;
  // Names of images are bytes; JSON holds only UTF-8.
  constexpr auto kReplace = nlohmann::ordered_json::error_handler_t::replace;
  const std::string json = to_json(manifest).dump(kIndent, ' ', false, kReplace);
  write_file(directory_ / "manifest.json", json + "\n");
}

bool TraceFolder::is_edited(const Manifest& manifest, const std::string& name) const {
  const auto recorded = manifest.arrays.find(name);
  if (recorded == manifest.arrays.end()) {
    return true;
  }
  const Array array = read(name);
  return recorded->second.dtype != array.dtype || recorded->second.shape != array.shape ||
         recorded->second.sha256 != sha256(array.bytes);
}

std::vector<std::string> TraceFolder::edited(const Manifest& manifest) const {
  std::vector<std::string> names = arrays();
  std::erase_if(names, [&](const std::string& name) { return !is_edited(manifest, name); });
  return names;
}

}  // namespace mrcnn
