#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace mrcnn {

/// The images of a folder: *.png, *.jpg, *.jpeg in any case, not of folders in it, sorted by their
/// bytes. Throws InputError "DIR: reason" if there are none.
std::vector<std::string> images_in(const std::filesystem::path& folder);

}  // namespace mrcnn
