#include "common/io/output_file.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {

namespace {

std::filesystem::path temporary_beside(const std::filesystem::path& path) {
  // A name has at most 255 bytes, prefix and suffix included.
  constexpr std::size_t kKeptBytes = 200;
  const std::string name = path.filename().string().substr(0, kKeptBytes);
  return path.parent_path() / concat(".", name, ".tmp-", ::getpid());
}

}  // namespace

OutputFile::OutputFile(const std::filesystem::path& path)
    : path_(path), temporary_(temporary_beside(path)) {
  if (path.filename().empty()) {
    throw OutputError(concat(path_text(path), ": does not name a file"));
  }

  struct stat status {};

  if (::lstat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
    throw OutputError(
        concat(path_text(path), ": exists and is not a regular file; it is not replaced"));
  }
  // A file of this name can only come from a process with the same number that was killed.
  ::unlink(temporary_.c_str());
  constexpr mode_t kReadWriteForAll = 0666;  // less the umask
  descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                       kReadWriteForAll);
  if (descriptor_ < 0) {
    fail("cannot be created");
  }
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
  if (!temporary_.empty()) {
    ::unlink(temporary_.c_str());
  }
}

void OutputFile::write(std::span<const std::byte> bytes) {
  constexpr std::size_t kLargestWrite = std::size_t{1} << 30U;
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor_, bytes.data(), std::min(bytes.size(), kLargestWrite));
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0) {
      fail("cannot be written");
    }
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

void OutputFile::write(std::string_view text) {
  write(std::as_bytes(std::span(text)));
}

void OutputFile::commit() {
  if (::fsync(descriptor_) != 0) {
    fail("cannot be flushed to disk");
  }
  if (::close(std::exchange(descriptor_, -1)) != 0) {
    fail("cannot be closed");
  }
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
    fail("cannot be renamed into place");
  }
  temporary_.clear();
}

void OutputFile::fail(const std::string& reason) const {
  const std::string cause = std::generic_category().message(errno);
  throw OutputError(concat(path_text(path_), ": ", reason, ": ", cause));
}

void create_folder(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    throw OutputError(path_text(path) + ": the folder cannot be created: " + error.message());
  }
}

}  // namespace mrcnn
