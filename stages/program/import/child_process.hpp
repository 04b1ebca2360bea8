#pragma once
#include <string>
#include <vector>

namespace mrcnn {

/// How a program ended.
struct ChildResult {
  int exit_code = -1;  // -1: a signal ended it
  int signal = 0;
  std::string error;  // the beginning of what it wrote to stderr
};

/// An unnamed file in memory. It vanishes with its last user, so that nothing incomplete is left.
class MemoryFile {
 public:
  /// Throws OutputError.
  MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile();

  [[nodiscard]] int descriptor() const { return descriptor_; }

  /// A path under which this process can open it.
  [[nodiscard]] std::string path() const;

 private:
  int descriptor_;
};

/// Runs a program to its end, without input. Its output goes to `out`, its errors into the result
/// or, for a program that shows its progress, to the user. Throws OutputError if it cannot be
/// started.
///
///   program  a path, or a name that is searched for in PATH
ChildResult run_child(const std::string& program, const std::vector<std::string>& arguments,
                      const MemoryFile& out, bool shows_progress = false);

}  // namespace mrcnn
