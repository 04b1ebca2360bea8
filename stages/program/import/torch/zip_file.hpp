#pragma once
#include <cstddef>
#include <map>
#include <span>
#include <string>

namespace mrcnn {

/// The entries of a zip archive by name, and where their contents lie in `bytes`. Entries that are
/// compressed or encrypted are left out: torch stores its own uncompressed.
///
/// Total over bytes. Throws InputError "NAME: reason" if the archive is damaged or a name is there
/// twice.
std::map<std::string, std::span<const std::byte>> read_zip(std::span<const std::byte> bytes,
                                                           const std::string& name);

/// Whether the bytes begin like a zip archive.
bool is_zip(std::span<const std::byte> bytes);

}  // namespace mrcnn
