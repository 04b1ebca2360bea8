#pragma once
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "stages/pipeline/model/config.hpp"

namespace mrcnn {

/// The result of a conversion.
struct Conversion {
  Config config;
  std::size_t tensors = 0;
  bool has_masks = true;
  std::string found;                 // where the weights were, what was left out; may be empty
  std::vector<std::string> assumed;  // keys whose values the file does not say, "STAGE.KEY"
  std::string assumption;            // the same as a line for the user; empty if there are none
};

/// Writes a self-contained model file: F32, current tensor names, the whole configuration in its
/// metadata. It appears when every check of a reader has passed.
///
///   source        what torch.save wrote, a .safetensors file or the list of its parts,
///   matterport's
///                 Keras weights; recognised by its content
///   overrides     "STAGE.KEY=VALUE", on top of what the file says
///   architecture  of a .safetensors file without metadata; otherwise its shapes say it
///   network       the one to take of a checkpoint that holds several: "model_ema"; may be empty
///
/// Throws InputError "FILE: ..." for a file that is not such a model, also when the program that
/// reads it crashes; UsageError, OutputError.
Conversion convert_model(const std::filesystem::path& source, const std::filesystem::path& target,
                         const std::vector<std::string>& overrides,
                         const std::optional<std::string>& architecture,
                         const std::string& network = "");

}  // namespace mrcnn
