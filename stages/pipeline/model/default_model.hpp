#pragma once
#include <filesystem>

namespace mrcnn {

/// The model that comes with the program: data/model of the source tree it was built from, else
/// share/mrcnn beside the installed program; never the working directory. Throws InputError if
/// neither has a .safetensors file.
std::filesystem::path default_model();

/// The scenes that come with the program, found the same way.
std::filesystem::path bundled_scenes();

}  // namespace mrcnn
