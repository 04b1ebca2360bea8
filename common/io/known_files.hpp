#pragma once
#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace mrcnn {

// Files that people hand over by mistake, and what to do about it: known_files.json, which the
// program, the importer and data/tools/convert_torchvision.py read.

/// What something is, and the command that helps.
struct KnownKind {
  std::string kind;  // "hdf5", "zip", "pickle", "index", "git lfs", ...; empty for a network
  std::string is;    // "is an HDF5 file, as Keras writes weights"
  std::string help;  // "convert it: mrcnn model convert FILE -o MODEL.safetensors"; may be empty

  /// The help with the file's name in it, already printable.
  [[nodiscard]] std::string help_for(const std::string& name) const;

  /// "FILE: is ...; convert it: ..."
  [[nodiscard]] std::string message(const std::filesystem::path& file) const;
};

/// What a file was given as. The help depends on it.
enum class FileUse { model, image, truth };

/// What a file is by its first bytes; nothing if the table has no such file for this use, or if it
/// may be a .safetensors file where a model is wanted.
///
///   bytes  the beginning of the file, all of it if it is shorter than kRecognisedBytes
std::optional<KnownKind> known_file(std::span<const std::byte> bytes, FileUse use = FileUse::model);

/// The same for a model file on disk. Throws InputError "FILE: reason" if it cannot be read.
std::optional<KnownKind> known_file(const std::filesystem::path& file);

/// How much of a file known_file() looks at.
inline constexpr std::size_t kRecognisedBytes = 4096;

/// The whole table: besides files also networks by their tensors and annotations by their keys.
const nlohmann::json& known_files_table();

/// The help that a row's "do" names.
std::string known_help(const std::string& name);

}  // namespace mrcnn
