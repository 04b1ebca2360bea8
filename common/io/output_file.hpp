#pragma once
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace mrcnn {

/// A file that appears under its name only when it is complete: it grows as ".NAME.tmp-PID" in the
/// same folder and commit() renames it. Destroyed without commit(), it leaves nothing.
///
/// The name must be free or a regular file: links, devices and folders are never replaced.
/// Every member throws OutputError "FILE: reason". A program that may meet a file size limit must
/// ignore SIGXFSZ to get that error.
class OutputFile {
 public:
  explicit OutputFile(const std::filesystem::path& path);

  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile();

  void write(std::span<const std::byte> bytes);
  void write(std::string_view text);

  /// Brings the bytes to the disk and the file to its name. Call it once, last.
  void commit();

 private:
  [[noreturn]] void fail(const std::string& reason) const;

  std::filesystem::path path_;
  std::filesystem::path temporary_;
  int descriptor_ = -1;
};

/// Creates a folder and those above it where they are missing. Throws OutputError "DIR: reason".
void create_folder(const std::filesystem::path& path);

}  // namespace mrcnn
