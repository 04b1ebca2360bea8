#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace mrcnn {

struct FolderImages {
  std::vector<std::string> files;      // sorted by their bytes
  std::optional<std::string> warning;  // "DIR: reason": images of other formats are left out
};

/// The PNG, JPEG and PPM files of a folder by their endings, in any case; not of folders in it.
/// Throws InputError "DIR: reason" if there are none.
FolderImages images_in(const std::filesystem::path& folder);

}  // namespace mrcnn
