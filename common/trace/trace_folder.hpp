#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/trace/array.hpp"
#include "common/trace/manifest.hpp"

namespace mrcnn {

/// A run on disk: one folder per stage with an .npy file per array, and a manifest.json. An array's
/// name is its place without the ending, "2_proposals/boxes".
class TraceFolder {
 public:
  /// Opens a trace for reading. Throws InputError "DIR: reason" unless is_trace(directory).
  static TraceFolder open(const std::filesystem::path& directory);

  /// Opens a folder for writing and creates it where it is missing; a trace that is there stays.
  /// Throws UsageError if it holds something else than a trace, OutputError if it cannot be made.
  static TraceFolder create(const std::filesystem::path& directory);

  /// Whether this is a folder that is empty, has a manifest.json, or has one of the folders
  /// 0_image ... 6_masks.
  static bool is_trace(const std::filesystem::path& directory);

  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }

  /// Names of all arrays that are there, sorted.
  [[nodiscard]] std::vector<std::string> arrays() const;

  [[nodiscard]] bool has(const std::string& name) const;

  /// DIR/2_proposals/boxes.npy. Throws InputError for a name that is no array's: one of the
  /// folders, a slash, then lower-case letters, digits and underscores.
  [[nodiscard]] std::filesystem::path path_of(const std::string& name) const;

  /// Throws InputError "FILE: reason" if the array is missing or malformed.
  [[nodiscard]] Array read(const std::string& name) const;

  /// Throws OutputError "FILE: reason".
  void write(const std::string& name, const Array& array) const;

  /// Copies one array of another trace, byte for byte and never as a link.
  void copy_from(const TraceFolder& other, const std::string& name) const;

  /// Removes what an earlier run left here, the manifest first: manifest.json, detections.json and
  /// all arrays. Other files stay.
  void clear() const;

  /// Nothing if there is none; a script may make a trace without. Throws InputError if it is
  /// broken.
  [[nodiscard]] std::optional<Manifest> manifest() const;

  /// Write it last: a folder with a manifest is complete.
  void write_manifest(const Manifest& manifest) const;

  /// Arrays whose elements, shape or dtype are not those that the manifest recorded, and arrays it
  /// does not know, sorted. Reads every array.
  [[nodiscard]] std::vector<std::string> edited(const Manifest& manifest) const;

 private:
  explicit TraceFolder(std::filesystem::path directory) : directory_(std::move(directory)) {}

  std::filesystem::path directory_;
};

}  // namespace mrcnn
