#pragma once
#include <filesystem>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace mrcnn {

/// The text of a file, at most 1 MiB, with the line endings of Unix. Throws InputError.
std::string read_text(const std::filesystem::path& file);

/// Throws InputError.
nlohmann::json read_json(const std::filesystem::path& file);

}  // namespace mrcnn
