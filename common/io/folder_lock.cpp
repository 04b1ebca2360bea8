#include "common/io/folder_lock.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/one_line.hpp"
#include "common/io/output_file.hpp"

namespace mrcnn {

namespace {

/// Opens and locks the folder that has this name now; -1 if that is impossible.
int locked_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor >= 0 && ::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    ::close(descriptor);
    throw UsageError(path_text(folder) + ": another run writes into it; choose another folder");
  }
  return descriptor;
}

/// Whether the folder was not removed meanwhile, as the destructor of another lock may do.
bool is_still(const std::filesystem::path& folder, int descriptor) {
  struct stat named {};

  struct stat opened {};

  return ::stat(folder.c_str(), &named) == 0 && ::fstat(descriptor, &opened) == 0 &&
         named.st_ino == opened.st_ino && named.st_dev == opened.st_dev;
}

}  // namespace

FolderLock::FolderLock(const std::filesystem::path& folder) : folder_(folder) {
  std::error_code ignored;
  is_new_ = !std::filesystem::exists(folder, ignored);
  make_folder(folder);
  descriptor_ = locked_folder(folder);
  while (descriptor_ >= 0 && !is_still(folder, descriptor_)) {
    ::close(descriptor_);
    make_folder(folder);
    descriptor_ = locked_folder(folder);
  }
  if (descriptor_ >= 0) {
    remove_leftovers(folder);
  }
}

FolderLock::~FolderLock() {
  if (is_new_) {
    ::rmdir(folder_.c_str());  // does nothing unless it is empty
  }
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

}  // namespace mrcnn
