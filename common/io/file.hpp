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

/// The size of a regular file in bytes. Throws like read_file.
std::uint64_t size_of_file(const std::filesystem::path& path, std::uint64_t limit);

/// The first bytes of a regular file, at most `count`. Throws like read_file.
std::vector<std::byte> read_beginning(const std::filesystem::path& path, std::size_t count);

/// The same bytes as text.
inline std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Calls `use` with the file's bytes, one block of at most 1 MiB after another. Throws like
/// read_file.
void read_blocks(const std::filesystem::path& path,
                 const std::function<void(std::span<const std::byte>)>& use);

/// A regular file in its own pages of memory, read and not mapped: later changes to the file have
/// no effect. Unlike read_file, it does not fill the memory with zeros first.
class FileBytes {
 public:
  /// Throws InputError "FILE: reason" like read_file, std::bad_alloc if no address space is left.
  static FileBytes open(const std::filesystem::path& path, std::uint64_t limit);

  FileBytes(FileBytes&& other) noexcept;
  FileBytes& operator=(FileBytes&& other) noexcept;
  FileBytes(const FileBytes&) = delete;
  FileBytes& operator=(const FileBytes&) = delete;
  ~FileBytes();

  [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }

 private:
  FileBytes() = default;

  std::span<const std::byte> bytes_;
};

/// Writes a whole file atomically, see OutputFile. Throws OutputError "FILE: reason".
void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes);

/// The same for text.
void write_file(const std::filesystem::path& path, std::string_view text);

/// Creates the folder and those above it where they are missing. Throws OutputError "DIR: reason".
void make_folder(const std::filesystem::path& folder);

}  // namespace mrcnn
