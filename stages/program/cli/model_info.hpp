#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "stages/pipeline/model/config.hpp"
#include "stages/pipeline/model/model_summary.hpp"

namespace mrcnn {

/// What `mrcnn model info` tells about a file, even if it is no model that could run.
struct ModelInfo {
  std::filesystem::path file;
  std::uint64_t bytes = 0;
  std::string sha256;
  std::optional<Config> config;  // none: no metadata and no --arch
  std::vector<TensorSummary> tensors;
};

/// Throws InputError if the file is not a safetensors file or its metadata are wrong, UsageError
/// for a wrong override.
ModelInfo model_info(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                     const std::optional<std::string>& architecture);

/// Configuration, a row per stage (and per tensor if asked), and the tensors that look wrong.
std::string info_text(const ModelInfo& info, bool with_tensors);

/// The same as JSON.
nlohmann::json info_json(const ModelInfo& info, bool with_tensors);

}  // namespace mrcnn
