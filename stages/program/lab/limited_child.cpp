#include "stages/program/lab/limited_child.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <string_view>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

#include "stages/program/import/child_process.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int kCannotStart = 127;

// The sanitizers reserve terabytes of address space.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool kLimitsMemory = false;
#else
constexpr bool kLimitsMemory = true;
#endif

void set_limit(int resource, std::uint64_t most) {
  const rlimit limit{most, most};
  ::setrlimit(static_cast<__rlimit_resource>(resource), &limit);
}

/// What the child does between fork and exec: system calls only.
[[noreturn]] void become(const std::vector<char*>& words, const std::vector<char*>& environment,
                         const char* working, int printed, const ChildLimits& limits) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // Ctrl-C ends mrcnn, and the child with it
  ::dup2(::open("/dev/null", O_RDONLY), STDIN_FILENO);
  ::dup2(printed, STDOUT_FILENO);
  ::dup2(printed, STDERR_FILENO);
  set_limit(RLIMIT_CORE, 0);
  set_limit(RLIMIT_FSIZE, limits.output);
  const rlimit time{static_cast<rlim_t>(limits.seconds), static_cast<rlim_t>(limits.seconds) + 1};
  ::setrlimit(RLIMIT_CPU, &time);  // SIGXCPU, then SIGKILL
  if (kLimitsMemory) {
    set_limit(RLIMIT_AS, limits.memory);
  }
  std::signal(SIGXFSZ, SIG_DFL);
  if (::chdir(working) == 0) {
    ::execvpe(words[0], words.data(), environment.data());
  }
  ::_exit(kCannotStart);
}

std::uint64_t size_of_folder(const fs::path& folder) {
  std::uint64_t sum = 0;
  std::error_code failure;
  for (auto entry = fs::recursive_directory_iterator(folder, failure);
       entry != fs::recursive_directory_iterator(); entry.increment(failure)) {
    const std::uint64_t size = entry->is_regular_file(failure) ? entry->file_size(failure) : 0;
    sum += failure ? 0 : size;
  }
  return sum;
}

std::uint64_t size_of_open_file(int file) {
  const off_t size = ::lseek(file, 0, SEEK_END);
  return size < 0 ? 0 : static_cast<std::uint64_t>(size);
}

/// Processor time of all children that have ended.
double used_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  constexpr double kMicro = 1e-6;
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         kMicro * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

std::string end_of(int file) {
  constexpr std::uint64_t kMost = 1 << 16;
  const std::uint64_t size = size_of_open_file(file);
  std::string text(std::min(size, kMost), '\0');
  const ssize_t count =
      ::pread(file, text.data(), text.size(), static_cast<off_t>(size - text.size()));
  text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return text;
}

/// One thread: a stack per processor would count as memory. New memory is filled with bytes 0x3F,
/// freed memory with 0xC0 (floats of 0.75 and -6), so that an element that is never set is seldom
/// right by chance.
std::vector<std::string> environment_of_child() {
  std::vector<std::string> variables = {"OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1",
                                        "MALLOC_PERTURB_=192"};
  const auto is_set = [set = variables](std::string_view variable) {
    return std::any_of(set.begin(), set.end(), [&](std::string_view text) {
      return variable.starts_with(text.substr(0, text.find('=') + 1));
    });
  };
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (!is_set(*variable)) {
      variables.emplace_back(*variable);
    }
  }
  return variables;
}

/// As exec takes them.
std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) {
    pointers.push_back(const_cast<char*>(text.c_str()));
  }
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

LimitedChild run_limited(const std::vector<std::string>& words, const fs::path& working,
                         const fs::path& output, const ChildLimits& limits) {
  const MemoryFile printed;
  const std::vector<std::string> variables = environment_of_child();
  const std::vector<char*> pointers = pointers_to(words);
  const std::vector<char*> environment = pointers_to(variables);
  const std::string folder = working.string();
  const pid_t child = ::fork();
  if (child == 0) {
    become(pointers, environment, folder.c_str(), printed.descriptor(), limits);
  }
  if (child < 0) {
    throw OutputError(path_text(words[0]) +
                      ": cannot be started: " + std::generic_category().message(errno));
  }
  ::setpgid(child, child);

  LimitedChild result;
  const double used_before = used_seconds();
  const auto start = Clock::now();
  const auto is_too_large = [&] {
    return size_of_folder(output) + size_of_open_file(printed.descriptor()) >= limits.output;
  };
  int status = 0;
  constexpr auto kLookEvery = std::chrono::milliseconds(10);
  for (int look = 0; ::waitpid(child, &status, WNOHANG) == 0; ++look) {
    const std::chrono::duration<double> elapsed = Clock::now() - start;
    if (elapsed.count() > limits.most_seconds) {
      result.end = ChildEnd::asleep;
    } else if (look % 20 == 19 && is_too_large()) {
      result.end = ChildEnd::too_much_output;
    }
    if (result.end != ChildEnd::exited) {
      ::kill(-child, SIGKILL);
      ::waitpid(child, &status, 0);
      break;
    }
    std::this_thread::sleep_for(kLookEvery);
  }
  ::kill(-child, SIGKILL);  // what it left running
  if (result.end == ChildEnd::exited && is_too_large()) {
    result.end = ChildEnd::too_much_output;
  } else if (result.end == ChildEnd::exited && WIFSIGNALED(status)) {
    const bool is_late =
        WTERMSIG(status) == SIGXCPU || used_seconds() - used_before >= limits.seconds;
    result.end = is_late ? ChildEnd::too_slow : ChildEnd::died;
  }
  result.code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
  result.printed = end_of(printed.descriptor());
  if (result.end == ChildEnd::exited && result.code == kCannotStart && result.printed.empty()) {
    throw OutputError(path_text(words[0]) + ": cannot be started; is it installed?");
  }
  return result;
}

}  // namespace mrcnn
