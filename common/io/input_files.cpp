#include "common/io/input_files.hpp"

#include <sys/stat.h>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

/// Device and inode; zeros, which no file has, if there is none.
std::pair<std::uint64_t, std::uint64_t> identity_of(const fs::path& path) {
  struct stat status {};

  ::stat(path.c_str(), &status);
  return {status.st_dev, status.st_ino};
}

}  // namespace

InputFiles::InputFiles(const std::vector<fs::path>& paths) {
  for (const fs::path& path : paths) {
    std::error_code error;
    fs::path folder = fs::canonical(path, error);
    if (error) {
      continue;
    }
    if (!fs::is_directory(folder)) {
      files_.emplace(identity_of(folder), path);
      folder = folder.parent_path();
    }
    for (; folder != folder.root_path(); folder = folder.parent_path()) {
      folders_.emplace(identity_of(folder), path);
    }
  }
}

void InputFiles::check_output(const fs::path& output) const {
  check(files_, output);
}

void InputFiles::check_output_folder(const fs::path& output) const {
  check(folders_, output);
}

void InputFiles::check(const ByIdentity& inputs, const fs::path& output) {
  const auto found = inputs.find(identity_of(output));
  if (found != inputs.end()) {
    throw UsageError(concat(path_text(output), ": would replace an input of this command, ",
                            path_text(found->second), "; choose another place for the output"));
  }
}

}  // namespace mrcnn
