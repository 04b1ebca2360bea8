#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace mrcnn {

/// The result of a compilation.
struct Compiled {
  bool is_good = false;
  std::string messages;  // of the compiler or the linker
};

/// Compiles C++ as the build of this program did, and links it into the runner of cases
/// (runner.cpp) before the archives: its functions replace ours. The two commands were recorded
/// while the runner was built (record.sh).
class Toolchain {
 public:
  /// Throws InputError if the build tree is not there.
  Toolchain();

  /// source -> object. Headers in `shadow`, if given, come before those of the same name in the
  /// sources.
  [[nodiscard]] Compiled compile(const std::filesystem::path& source,
                                 const std::filesystem::path& object,
                                 const std::filesystem::path& shadow = {}) const;

  [[nodiscard]] Compiled link(const std::vector<std::filesystem::path>& objects,
                              const std::filesystem::path& program) const;

  /// The folder that this program was built in.
  static std::filesystem::path build_tree();

  /// Both commands as text: what is compiled depends on it.
  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::string> compile_;
  std::vector<std::string> link_;
};

}  // namespace mrcnn
