#pragma once
#include <filesystem>

namespace mrcnn {

/// Keeps other processes of this program out of a folder while it exists. The lock is the system's
/// and leaves no file; it ends with the process, however that ends. Where the file system has no
/// locks it does nothing. A folder that it created and that is still empty goes with it.
class FolderLock {
 public:
  /// Creates the folder if it is missing. Throws UsageError "DIR: another run writes into it" if it
  /// is locked, OutputError if it cannot be created.
  explicit FolderLock(const std::filesystem::path& folder);

  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock();

 private:
  std::filesystem::path folder_;
  bool is_new_ = false;
  int descriptor_ = -1;
};

}  // namespace mrcnn
