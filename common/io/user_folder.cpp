#include "common/io/user_folder.hpp"

#include <cstdlib>

namespace mrcnn {
namespace {

/// An absolute path in an environment variable, or an empty one.
std::filesystem::path folder_in(const char* variable) {
  const char* value = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): nothing sets it
  const std::filesystem::path folder = value == nullptr ? "" : value;
  return folder.is_absolute() ? folder : std::filesystem::path();
}

}  // namespace

std::filesystem::path user_folder(const char* variable, const char* in_home) {
  if (const std::filesystem::path folder = folder_in(variable); !folder.empty()) {
    return folder;
  }
  const std::filesystem::path home = folder_in("HOME");
  return home.empty() ? home : home / in_home;
}

}  // namespace mrcnn
