#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "stages/pipeline/model/config.hpp"

namespace mrcnn {

/// Makes a model file that says all about itself: F32, today's tensor names, the whole
/// configuration in its metadata.
///
///   source        a .safetensors file, or matterport's Keras weights (.h5)
///   overrides     "STAGE.KEY=VALUE", on top of what the file says
///   architecture  what a .safetensors file without metadata is
///
/// Returns the configuration. Throws InputError "FILE: ..." for a file that is not such a model,
/// also when the program that reads .h5 files crashes on it; UsageError, OutputError.
Config convert_model(const std::filesystem::path& source, const std::filesystem::path& target,
                     const std::vector<std::string>& overrides,
                     const std::optional<std::string>& architecture);

}  // namespace mrcnn
