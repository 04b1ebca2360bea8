#include "stages/program/cli/child_process.hpp"

#include <array>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {
namespace {

std::string reason(int code) {
  return std::generic_category().message(code);
}

/// What the child has instead of our standard files.
class StandardFiles {
 public:
  StandardFiles(int out, int error) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions_, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions_, error, STDERR_FILENO);
  }

  StandardFiles(const StandardFiles&) = delete;
  StandardFiles& operator=(const StandardFiles&) = delete;

  ~StandardFiles() { posix_spawn_file_actions_destroy(&actions_); }

  [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

std::string beginning_of(const MemoryFile& file) {
  std::array<char, 2000> bytes{};
  const ssize_t count = ::pread(file.descriptor(), bytes.data(), bytes.size(), 0);
  return {bytes.data(), count > 0 ? static_cast<std::size_t>(count) : 0U};
}

}  // namespace

MemoryFile::MemoryFile() : descriptor_(::memfd_create("mrcnn", MFD_CLOEXEC)) {
  if (descriptor_ < 0) {
    throw OutputError("a file in memory: cannot be made: " + reason(errno));
  }
}

MemoryFile::~MemoryFile() {
  ::close(descriptor_);
}

std::string MemoryFile::path() const {
  return "/proc/self/fd/" + std::to_string(descriptor_);
}

ChildResult run_child(const std::vector<std::string>& command, const MemoryFile& out) {
  const MemoryFile error;
  const StandardFiles files(out.descriptor(), error.descriptor());
  std::vector<char*> arguments;
  for (const std::string& word : command) {
    arguments.push_back(const_cast<char*>(word.c_str()));
  }
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int failure = ::posix_spawn(&child, command.front().c_str(), files.get(), nullptr,
                                    arguments.data(), environ);
  if (failure != 0) {
    throw OutputError(path_text(command.front()) + ": cannot be started: " + reason(failure));
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  ChildResult result;
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  result.error = beginning_of(error);
  return result;
}

}  // namespace mrcnn
