#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <utility>
#include <vector>

namespace mrcnn {

/// The files and folders that a command reads and must not overwrite. A file is the same under
/// every name: through links, hard links and other ways to its folder.
class InputFiles {
 public:
  /// Empty paths and paths of missing files are skipped.
  explicit InputFiles(const std::vector<std::filesystem::path>& paths);

  /// Throws UsageError if the file `output` is one of them.
  void check_output(const std::filesystem::path& output) const;

  /// Throws UsageError if the folder `output`, whose files are replaced, is one of them or holds
  /// one.
  void check_output_folder(const std::filesystem::path& output) const;

 private:
  using Identity = std::pair<std::uint64_t, std::uint64_t>;  // device, inode
  using ByIdentity = std::map<Identity, std::filesystem::path>;

  static void check(const ByIdentity& inputs, const std::filesystem::path& output);

  ByIdentity files_;
  ByIdentity folders_;  // those that are or hold an input, with the input's path
};

}  // namespace mrcnn
