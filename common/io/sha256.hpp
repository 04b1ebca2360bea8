#pragma once
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace mrcnn {

/// SHA-256 as 64 lower-case hexadecimal digits.
std::string sha256(std::span<const std::byte> bytes);

/// SHA-256 of a file's bytes. Throws InputError "FILE: reason" unless it is a readable regular
/// file.
std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace mrcnn
