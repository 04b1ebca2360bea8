#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace mrcnn {

/// The files that the list of a model's parts ("model.safetensors.index.json") names. They lie
/// beside it. Throws InputError "FILE: reason".
std::vector<std::filesystem::path> model_parts(const std::filesystem::path& index);

/// The list beside a file that is one part of a model by its name
/// ("model-00001-of-00002.safetensors"): "model.safetensors.index.json". Empty for other names.
std::filesystem::path list_of_part(const std::filesystem::path& file);

/// SHA-256 of everything that a model file consists of. Throws InputError "FILE: reason".
std::string hash_of_model(const std::filesystem::path& file);

}  // namespace mrcnn
