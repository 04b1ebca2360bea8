#pragma once
#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mrcnn {

// What people hand over as a model, and what to do about it: known_files.json, which the program,
// the importer and data/tools/convert_torchvision.py read.

/// What something is, and the command that helps.
struct KnownKind {
  std::string kind;  // "hdf5", "zip", "pickle", "index", "git lfs", ...; empty for a network
  std::string is;    // "is an HDF5 file, as Keras writes them"
  std::string help;  // "convert it: mrcnn model convert FILE -o MODEL.safetensors"

  /// "FILE: is ...; convert it: ..."
  [[nodiscard]] std::string message(const std::filesystem::path& file) const;
};

/// What a file is by its first bytes; nothing if it may be a .safetensors file.
///
///   bytes  the beginning of the file, all of it if it is shorter than kRecognisedBytes
std::optional<KnownKind> known_file(std::span<const std::byte> bytes);

/// The same for a file on disk. Throws InputError "FILE: reason" if it cannot be read.
std::optional<KnownKind> known_file(const std::filesystem::path& file);

/// How much of a file known_file() looks at.
inline constexpr std::size_t kRecognisedBytes = 4096;

/// The network that a tensor gives away; nothing if none of the names is known.
std::optional<KnownKind> known_network(const std::vector<std::string>& names);

/// A network that is not in the table and cannot run here; `is` as above.
KnownKind other_network(std::string is);

/// The same for the arrays "LAYER/PART" of a Keras file.
std::optional<KnownKind> known_keras_file(const std::vector<std::string>& arrays);

/// What stands before the names of a network: "module." of "module.backbone.body.conv1.weight", ""
/// of plain names. None if no network is there, several if several are.
std::vector<std::string> known_prefixes(const std::vector<std::string>& names);

}  // namespace mrcnn
