#pragma once
#include <filesystem>

namespace mrcnn {

/// Where a user's files of a kind belong: the absolute path in an environment variable, else a
/// folder of HOME. Empty if neither variable holds an absolute path.
///
///   user_folder("XDG_CACHE_HOME", ".cache")
std::filesystem::path user_folder(const char* variable, const char* in_home);

}  // namespace mrcnn
