#include "common/trace/trace_folder.hpp"

#include <algorithm>
#include <array>
#include <limits>
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

constexpr std::array<std::string_view, 7> kFolders = {
    "0_image", "1_features", "2_proposals", "3_roi_align", "4_box_head", "5_iou_filter", "6_masks"};
constexpr std::uint64_t kLargestManifest = std::uint64_t{16} << 20U;
constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

bool is_array_name(std::string_view name) {
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos || slash + 1 == name.size()) {
    return false;
  }
  const std::string_view leaf = name.substr(slash + 1);
  return std::find(kFolders.begin(), kFolders.end(), name.substr(0, slash)) != kFolders.end() &&
         std::all_of(leaf.begin(), leaf.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

void create_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) {
    throw OutputError(path_text(path) + ": the folder cannot be made: " + error.message());
  }
}

void remove_file(const fs::path& path) {
  std::error_code error;
  fs::remove(path, error);
  if (error) {
    throw OutputError(path_text(path) + ": cannot be removed: " + error.message());
  }
}

}  // namespace

TraceFolder TraceFolder::open(const fs::path& directory) {
  if (!is_folder(directory)) {
    throw InputError(path_text(directory) + ": is no folder, expected a trace");
  }
  if (!is_trace(directory)) {
    throw InputError(path_text(directory) +
                     ": is no trace, expected manifest.json or folders like 2_proposals");
  }
  return TraceFolder(directory);
}

TraceFolder TraceFolder::create(const fs::path& directory) {
  if (is_folder(directory) && !is_trace(directory)) {
    throw UsageError(path_text(directory) +
                     ": holds something else than a trace, expected an empty folder or a trace");
  }
  create_folder(directory);
  return TraceFolder(directory);
}

bool TraceFolder::is_trace(const fs::path& directory) {
  std::error_code error;
  const fs::directory_iterator first(directory, error);
  if (error) {
    return false;
  }
  return first == fs::directory_iterator() || is_file(directory / "manifest.json") ||
         std::any_of(kFolders.begin(), kFolders.end(),
                     [&](std::string_view folder) { return is_folder(directory / folder); });
}

std::vector<std::string> TraceFolder::arrays() const {
  std::vector<std::string> names;
  for (const std::string_view folder : kFolders) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(directory_ / folder, error)) {
      const std::string name = concat(folder, "/", entry.path().stem().string());
      if (entry.path().extension() == ".npy" && is_array_name(name) && is_file(entry.path())) {
        names.push_back(name);
      }
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool TraceFolder::has(const std::string& name) const {
  return is_file(path_of(name));
}

fs::path TraceFolder::path_of(const std::string& name) const {
  if (!is_array_name(name)) {
    constexpr std::size_t kShownBytes = 80;
    throw InputError(path_text(directory_) + ": no array can be called \"" +
                     one_line(name, kShownBytes) + "\"");
  }
  return directory_ / (name + ".npy");
}

Array TraceFolder::read(const std::string& name) const {
  return read_npy(path_of(name));
}

void TraceFolder::write(const std::string& name, const Array& array) const {
  const fs::path path = path_of(name);
  create_folder(path.parent_path());
  write_npy(path, array);
}

void TraceFolder::copy_from(const TraceFolder& other, const std::string& name) const {
  const MappedFile source = MappedFile::open(other.path_of(name), kNoLimit);
  const fs::path path = path_of(name);
  create_folder(path.parent_path());
  write_file(path, source.bytes());
}

void TraceFolder::clear() const {
  remove_file(directory_ / "manifest.json");
  remove_file(directory_ / "detections.json");
  for (const std::string& name : arrays()) {
    remove_file(path_of(name));
  }
}

std::optional<Manifest> TraceFolder::manifest() const {
  const fs::path path = directory_ / "manifest.json";
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(path, ignored))) {
    return std::nullopt;
  }
  const std::vector<std::byte> bytes = read_file(path, kLargestManifest);
  const std::string_view json(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return manifest_from_json(parse_json(json, path.string()), path.string());
}

void TraceFolder::write_manifest(const Manifest& manifest) const {
  constexpr int kIndent = 2;
  // Names of images are bytes; what is no UTF-8 cannot be kept in JSON.
  constexpr auto kReplace = nlohmann::ordered_json::error_handler_t::replace;
  const std::string json = to_json(manifest).dump(kIndent, ' ', false, kReplace);
  write_file(directory_ / "manifest.json", json + "\n");
}

std::vector<std::string> TraceFolder::edited(const Manifest& manifest) const {
  std::vector<std::string> names;
  for (const std::string& name : arrays()) {
    const Array array = read(name);
    const auto recorded = manifest.arrays.find(name);
    const bool is_as_recorded =
        recorded != manifest.arrays.end() && recorded->second.dtype == array.dtype &&
        recorded->second.shape == array.shape && recorded->second.sha256 == sha256(array.bytes);
    if (!is_as_recorded) {
      names.push_back(name);
    }
  }
  return names;
}

}  // namespace mrcnn
