#pragma once
#include <cstddef>
#include <map>
#include <span>
#include <string>

namespace mrcnn {

/// The entries of a zip archive whose contents are stored, not compressed, as torch writes them: by
/// name, where they lie in `bytes`.
///
/// Total over bytes. Throws InputError "NAME: reason" if the archive is damaged, if an entry is
/// compressed or encrypted, or if a name is there twice.
std::map<std::string, std::span<const std::byte>> read_zip(std::span<const std::byte> bytes,
                                                           const std::string& name);

/// Whether the bytes begin like a zip archive.
bool is_zip(std::span<const std::byte> bytes);

}  // namespace mrcnn
