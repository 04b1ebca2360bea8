#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace mrcnn {

/// A model file in words and for programs, even if the model in it cannot run: configuration, a row
/// per stage, and the tensors that look wrong.
struct ModelInfo {
  nlohmann::json json;
  std::string text;
};

/// Reads a file.
///
///   shown_as      what messages call the file: what it was converted from, or itself
///   architecture  of a file without metadata; none: its configuration stays unknown
///   with_tensors  a row per tensor too
///
/// Throws InputError if the file is not in safetensors format or its metadata are wrong, UsageError
/// for a wrong override.
ModelInfo model_info(const std::filesystem::path& file, const std::filesystem::path& shown_as,
                     const std::vector<std::string>& overrides,
                     const std::optional<std::string>& architecture, bool with_tensors);

}  // namespace mrcnn
