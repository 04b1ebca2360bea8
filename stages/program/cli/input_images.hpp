#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace mrcnn {

/// The PNG, JPEG and PPM files of a folder by their endings, in any case; not of folders in it,
/// sorted by their bytes. A warning says if images of other formats are left out. Throws InputError
/// "DIR: reason" if no image is left.
std::vector<std::string> images_in(const std::filesystem::path& folder);

}  // namespace mrcnn
