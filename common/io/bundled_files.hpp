#pragma once
#include <filesystem>

namespace mrcnn {

// Files that come with the program: in data/ of the source tree it was built from, else in
// share/mrcnn where it was installed; never in the working directory.

/// The bundled model. Throws InputError if there is no .safetensors file.
std::filesystem::path default_model();

/// Whether a file is the bundled model.
bool is_bundled_model(const std::filesystem::path& file);

/// The folder of the bundled scenes. Throws InputError if it is missing.
std::filesystem::path bundled_scenes();

/// The folder of the bundled trace (data/trace/README.md), which is not installed. Throws
/// InputError if it is missing.
std::filesystem::path bundled_trace();

/// What the bundled model finds in the bundled scenes (data/evaluation/README.md), a COCO results
/// list that is not installed. Throws InputError if it is missing.
std::filesystem::path bundled_results();

}  // namespace mrcnn
