#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace mrcnn {

/// The content of a regular file. Directories, pipes and devices are rejected; opening one never
/// blocks.
///
///   limit  largest size in bytes, checked before memory is allocated
///
/// Throws InputError "FILE: reason", also when the size changes during the read.
std::vector<std::byte> read_file(const std::filesystem::path& path, std::uint64_t limit);

/// Calls `use` with the file's bytes, one block of at most 1 MiB after another. Throws like
/// read_file.
void read_blocks(const std::filesystem::path& path,
                 const std::function<void(std::span<const std::byte>)>& use);

/// A regular file mapped into memory, read-only.
///
/// If another program changes the file in place, the bytes change; if it truncates the file,
/// reading them raises SIGBUS. Our own writers replace files and never change them in place.
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

/// Writes a whole file atomically, see OutputFile. Throws OutputError "FILE: reason".
void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes);

/// The same for text.
void write_file(const std::filesystem::path& path, std::string_view text);

/// Creates the folder and those above it where they are missing. Throws OutputError "DIR: reason".
void make_folder(const std::filesystem::path& folder);

}  // namespace mrcnn
