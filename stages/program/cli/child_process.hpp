#pragma once
#include <string>
#include <vector>

namespace mrcnn {

/// What a program that was run left behind.
struct ChildResult {
  int exit_code = -1;  // -1: it was ended by a signal
  int signal = 0;
  std::string error;  // the beginning of what it wrote to stderr
};

/// A file without a name, in memory: gone with its last user, so that nothing half-written can be
/// left.
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

/// Runs a program to its end: no input, its output goes to `out`, its messages are returned.
/// `command` is the program's path and its arguments. Throws OutputError if it cannot be started.
ChildResult run_child(const std::vector<std::string>& command, const MemoryFile& out);

}  // namespace mrcnn
