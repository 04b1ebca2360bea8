#pragma once
#include <filesystem>

namespace mrcnn {

/// The model that comes with the program: in data/model of the source tree it was built from, else
/// in share/mrcnn where it was installed; never in the working directory. Throws InputError if
/// there is no .safetensors file.
std::filesystem::path default_model();

/// The scenes that come with the program, found the same way.
std::filesystem::path bundled_scenes();

}  // namespace mrcnn
