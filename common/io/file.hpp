#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace mrcnn {

/// The whole of a regular file. Folders, pipes and devices are refused, and nothing blocks.
///
///   limit  most bytes the file may have; checked before memory is taken
///
/// Throws InputError "FILE: reason", also when the file changes its size while it is read.
std::vector<std::byte> read_file(const std::filesystem::path& path, std::uint64_t limit);

/// A regular file seen as memory, read-only, without being loaded.
///
/// Whoever changes the file in place changes the bytes, and cutting it short ends the program
/// (SIGBUS); our own writers replace files and never change them.
class MappedFile {
 public:
  /// Throws InputError "FILE: reason" like read_file, std::bad_alloc if no address space is left.
  static MappedFile open(const std::filesystem::path& path, std::uint64_t limit);

  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }

 private:
  MappedFile() = default;

  std::span<const std::byte> bytes_;  // empty for an empty file, which cannot be mapped
};

/// Writes a whole file so that under its name there is either the old content or all of the new.
/// See OutputFile, which does it piece by piece. Throws OutputError "FILE: reason".
void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes);

/// The same for text.
void write_file(const std::filesystem::path& path, std::string_view text);

/// Creates the folder and those above it where they are missing. Throws OutputError "DIR: reason".
void make_folder(const std::filesystem::path& folder);

}  // namespace mrcnn
