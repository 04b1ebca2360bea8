#include "stages/program/import/child_process.hpp"

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

std::string beginning_of(const MemoryFile& file) {
  std::array<char, 2000> bytes{};
  const ssize_t count = ::pread(file.descriptor(), bytes.data(), bytes.size(), 0);
  return {bytes.data(), count > 0 ? static_cast<std::size_t>(count) : 0U};
}

}  // namespace

MemoryFile::MemoryFile() : descriptor_(::memfd_create("mrcnn", MFD_CLOEXEC)) {
  if (descriptor_ < 0) {
    throw OutputError("a file in memory: cannot be created: " + reason(errno));
  }
}

MemoryFile::~MemoryFile() {
  ::close(descriptor_);
}

std::string MemoryFile::path() const {
  return "/proc/self/fd/" + std::to_string(descriptor_);
}

ChildResult run_child(const std::string& program, const std::vector<std::string>& arguments,
                      const MemoryFile& out, bool shows_progress) {
  const MemoryFile error;
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, out.descriptor(), STDOUT_FILENO);
  if (!shows_progress) {
    posix_spawn_file_actions_adddup2(&files, error.descriptor(), STDERR_FILENO);
  }
  std::vector<char*> words = {const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) {
    words.push_back(const_cast<char*>(argument.c_str()));
  }
  words.push_back(nullptr);
  pid_t child = 0;
  const int failure =
      ::posix_spawnp(&child, program.c_str(), &files, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (failure != 0) {
    throw OutputError(path_text(program) + ": cannot be started: " + reason(failure));
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
