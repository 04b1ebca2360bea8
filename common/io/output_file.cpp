#include "common/io/output_file.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {

namespace {

std::atomic_flag file_names_are_held;

/// Keeps the list of temporary files and the folders in step. While one exists, no other thread
/// creates or renames such a file, and no signal handler runs on this thread: a handler that waited
/// for the thread it interrupts would wait for ever.
class HoldFileNames {
 public:
  HoldFileNames() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &mask_before_);
    wait();
  }

  HoldFileNames(const HoldFileNames&) = delete;
  HoldFileNames& operator=(const HoldFileNames&) = delete;

  ~HoldFileNames() {
    file_names_are_held.clear();
    ::pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
  }

  static void wait() noexcept {
    while (file_names_are_held.test_and_set()) {
    }
  }

 private:
  sigset_t mask_before_{};
};

/// Names of temporary files, where a signal handler finds them. With more than these at once, the
/// rest stays behind if a signal ends the process.
constexpr std::size_t kMostAtOnce = 16;
std::array<std::atomic<const char*>, kMostAtOnce> unfinished_files{};

void remember(const char* name) {
  for (auto& slot : unfinished_files) {
    const char* empty = nullptr;
    if (slot.compare_exchange_strong(empty, name)) {
      return;
    }
  }
}

void forget(const char* name) {
  for (auto& slot : unfinished_files) {
    const char* mine = name;
    slot.compare_exchange_strong(mine, nullptr);
  }
}

/// Whether this is the temporary file of a process that does not exist any more.
bool is_leftover(const std::filesystem::directory_entry& entry) {
  std::error_code ignored;
  const std::string name = entry.path().filename().string();
  const std::size_t mark = name.rfind(".tmp-");
  if (name.front() != '.' || mark == std::string::npos ||
      entry.symlink_status(ignored).type() != std::filesystem::file_type::regular) {
    return false;
  }
  const char* digits = name.data() + mark + 5;
  pid_t process = 0;
  const auto [end, error] = std::from_chars(digits, name.data() + name.size(), process);
  return error == std::errc{} && end == name.data() + name.size() && process > 0 &&
         ::kill(process, 0) != 0 && errno == ESRCH;
}

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
  const HoldFileNames hold;
  descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                       kReadWriteForAll);
  if (descriptor_ < 0) {
    fail("cannot be created");
  }
  remember(temporary_.c_str());
}

OutputFile::~OutputFile() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
  if (!temporary_.empty()) {
    const HoldFileNames hold;
    ::unlink(temporary_.c_str());
    forget(temporary_.c_str());
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
  const HoldFileNames hold;
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
    fail("cannot be renamed into place");
  }
  forget(temporary_.c_str());
  temporary_.clear();
}

void OutputFile::fail(const std::string& reason) const {
  const std::string cause = std::generic_category().message(errno);
  throw OutputError(concat(path_text(path_), ": ", reason, ": ", cause));
}

void remove_unfinished_files() noexcept {
  HoldFileNames::wait();  // and never lets go: the process ends
  for (const auto& slot : unfinished_files) {
    if (const char* name = slot.load()) {
      ::unlink(name);
    }
  }
}

void remove_leftovers(const std::filesystem::path& folder) {
  constexpr int kDeepest = 2;
  std::error_code error;
  std::filesystem::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::recursive_directory_iterator();
       entry.increment(error)) {
    if (entry.depth() == kDeepest) {
      entry.disable_recursion_pending();
    }
    if (is_leftover(*entry)) {
      ::unlink(entry->path().c_str());
    }
  }
}

}  // namespace mrcnn
