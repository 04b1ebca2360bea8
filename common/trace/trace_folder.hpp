#pragma once
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/trace/array.hpp"
#include "common/trace/manifest.hpp"

namespace mrcnn {

/// A run on disk: one folder per stage with a .npy file per array, and a manifest.json. A stage's
/// folder is called N_NAME, a digit and a name; an array is named by its path in the trace without
/// the extension, N_NAME/ARRAY.
class TraceFolder {
 public:
  /// Opens a trace for reading. Throws InputError "DIR: reason" unless is_trace(directory).
  static TraceFolder open(const std::filesystem::path& directory);

  /// Opens a folder for writing and creates it if it is missing; an existing trace stays. Throws
  /// UsageError if it holds something other than a trace, or a stage's folder that is a link;
  /// OutputError if it cannot be created.
  static TraceFolder create(const std::filesystem::path& directory);

  /// Whether this is a folder that is empty, has a manifest.json, or has a stage's folder that is
  /// empty or holds .npy files.
  static bool is_trace(const std::filesystem::path& directory);

  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }

  /// Names of all arrays in the folder, sorted.
  [[nodiscard]] std::vector<std::string> arrays() const;

  [[nodiscard]] bool has(const std::string& name) const;

  /// The same folder as if some of its arrays were not there.
  [[nodiscard]] TraceFolder without(const std::vector<std::string>& names) const;

  /// DIR/N_NAME/ARRAY.npy. Throws InputError unless the name has this form, in lower-case letters,
  /// digits and underscores.
  [[nodiscard]] std::filesystem::path path_of(const std::string& name) const;

  /// Throws InputError "FILE: reason" if the array is missing or malformed.
  [[nodiscard]] Array read(const std::string& name) const;

  /// Throws OutputError "FILE: reason".
  void write(const std::string& name, const Array& array) const;

  /// Copies one array of another trace, byte for byte and never as a link.
  void copy_from(const TraceFolder& other, const std::string& name) const;

  /// Removes one array. Throws OutputError "FILE: reason".
  void remove(const std::string& name) const;

  /// Removes the files of an earlier run, the manifest first: manifest.json, detections.json and
  /// those of the given arrays and pictures (N_NAME/PICTURE) that are there. Other files stay.
  void clear(const std::vector<std::string>& arrays,
             const std::vector<std::string>& pictures) const;

  /// None if there is no manifest.json, as in a trace written by a script. Throws InputError if it
  /// is malformed.
  [[nodiscard]] std::optional<Manifest> manifest() const;

  /// Call it last: a folder with a manifest is complete.
  void write_manifest(const Manifest& manifest) const;

  /// Whether an array has other elements, another shape or dtype than the manifest recorded, or is
  /// not recorded at all.
  [[nodiscard]] bool is_edited(const Manifest& manifest, const std::string& name) const;

  /// All edited arrays, sorted. Reads every array.
  [[nodiscard]] std::vector<std::string> edited(const Manifest& manifest) const;

 private:
  explicit TraceFolder(std::filesystem::path directory) : directory_(std::move(directory)) {}

  std::filesystem::path directory_;
  std::set<std::string> hidden_;
};

}  // namespace mrcnn
