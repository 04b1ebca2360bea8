#pragma once
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace mrcnn {

/// A file that is written atomically: the bytes go to ".NAME.tmp-PID" in the same folder, and
/// commit() renames that file. Without commit() the destructor removes it.
///
/// The name must be unused or name a regular file: links, devices and directories are never
/// replaced. Every member throws OutputError "FILE: reason". For a file size limit to be such an
/// error, the program must ignore SIGXFSZ.
class OutputFile {
 public:
  explicit OutputFile(const std::filesystem::path& path);

  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile();

  void write(std::span<const std::byte> bytes);
  void write(std::string_view text);

  /// Flushes the bytes to disk and gives the file its name. Call it once, at the end.
  void commit();

 private:
  [[noreturn]] void fail(const std::string& reason) const;

  std::filesystem::path path_;
  std::filesystem::path temporary_;
  int descriptor_ = -1;
};

/// Removes the temporary files of all OutputFiles that are not committed. For a signal handler that
/// ends the process: a thread that then creates, commits or destroys an OutputFile waits for ever.
void remove_unfinished_files() noexcept;

/// Removes from a folder, and two levels of folders in it, the temporary files that killed
/// processes left. Only call it while other processes are kept out (FolderLock).
void remove_leftovers(const std::filesystem::path& folder);

}  // namespace mrcnn
