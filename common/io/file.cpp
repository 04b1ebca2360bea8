#include "common/io/file.hpp"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <new>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/io/output_file.hpp"

namespace mrcnn {

namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& reason) {
  throw InputError(concat(path_text(path), ": ", reason));
}

std::string system_reason(int error) {
  return std::generic_category().message(error);
}

/// Too many open files is an error of the process, not of this file.
[[noreturn]] void fail_to_open(const std::filesystem::path& path, int error) {
  const std::string reason = "cannot be opened: " + system_reason(error);
  if (error == EMFILE || error == ENFILE || error == ENOMEM) {
    throw OutputError(concat(path_text(path), ": ", reason));
  }
  const bool is_address = path.string().find("://") != std::string::npos;
  fail(path, reason + (is_address ? "; it is an address: curl -L -O " + path_text(path) : ""));
}

/// A regular file of at most `limit` bytes, open for reading.
class InputFile {
 public:
  InputFile(const std::filesystem::path& path, std::uint64_t limit)
      // Without O_NONBLOCK, opening a named pipe that has no writer would block forever.
      : path_(path), descriptor_(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {
    if (descriptor_ < 0) {
      fail_to_open(path, errno);
    }
    try {
      check(limit);
    } catch (...) {
      ::close(descriptor_);
      throw;
    }
  }

  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  ~InputFile() { ::close(descriptor_); }

  [[nodiscard]] std::size_t size() const { return size_; }

  /// Reads up to out.size() bytes; fewer only at the end of the file.
  std::size_t read(std::span<std::byte> out) const {
    constexpr std::size_t kLargestRead = std::size_t{1} << 30U;
    std::size_t done = 0;
    while (done < out.size()) {
      const ssize_t count =
          ::read(descriptor_, out.data() + done, std::min(out.size() - done, kLargestRead));
      if (count < 0 && errno == EINTR) {
        continue;
      }
      if (count < 0) {
        fail(path_, "cannot be read: " + system_reason(errno));
      }
      if (count == 0) {
        break;
      }
      done += static_cast<std::size_t>(count);
    }
    return done;
  }

 private:
  void check(std::uint64_t limit) {
    struct stat status {};

    if (::fstat(descriptor_, &status) != 0) {
      fail(path_, "cannot be examined: " + system_reason(errno));
    }
    if (!S_ISREG(status.st_mode)) {
      fail(path_, S_ISDIR(status.st_mode) ? "is a directory, expected a file"
                                          : "is a pipe or device, expected a regular file");
    }
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (size > limit) {
      fail(path_, concat("is too large, expected at most ", limit, " bytes, got ", size));
    }
    size_ = static_cast<std::size_t>(size);
  }

  const std::filesystem::path& path_;
  int descriptor_;
  std::size_t size_ = 0;
};

}  // namespace

std::vector<std::byte> read_file(const std::filesystem::path& path, std::uint64_t limit) {
  const InputFile file(path, limit);
  std::vector<std::byte> bytes(file.size());
  std::byte beyond{};
  if (file.read(bytes) != bytes.size() || file.read({&beyond, 1}) != 0) {
    fail(path, concat("changed its size while it was read, expected ", bytes.size(), " bytes"));
  }
  return bytes;
}

std::uint64_t size_of_file(const std::filesystem::path& path, std::uint64_t limit) {
  return InputFile(path, limit).size();
}

std::vector<std::byte> read_beginning(const std::filesystem::path& path, std::size_t count) {
  const InputFile file(path, std::numeric_limits<std::uint64_t>::max());
  std::vector<std::byte> bytes(std::min(file.size(), count));
  bytes.resize(file.read(bytes));
  return bytes;
}

void read_blocks(const std::filesystem::path& path,
                 const std::function<void(std::span<const std::byte>)>& use) {
  constexpr std::size_t kBlock = std::size_t{1} << 20U;
  const InputFile file(path, std::numeric_limits<std::uint64_t>::max());
  std::vector<std::byte> block(std::min(file.size(), kBlock));
  for (std::size_t done = 0; done < file.size();) {
    const std::size_t count =
        file.read(std::span(block).first(std::min(block.size(), file.size() - done)));
    if (count == 0) {
      fail(path, concat("changed its size while it was read, expected ", file.size(), " bytes"));
    }
    use(std::span(block).first(count));
    done += count;
  }
}

FileBytes FileBytes::open(const std::filesystem::path& path, std::uint64_t limit) {
  const InputFile file(path, limit);
  FileBytes file_bytes;
  if (file.size() > 0) {
    void* const start =
        ::mmap(nullptr, file.size(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED && errno == ENOMEM) {
      throw std::bad_alloc();
    }
    if (start == MAP_FAILED) {
      fail(path, "cannot be read: " + system_reason(errno));
    }
    file_bytes.bytes_ = {static_cast<const std::byte*>(start), file.size()};
    if (file.read({static_cast<std::byte*>(start), file.size()}) != file.size()) {
      fail(path, concat("changed its size while it was read, expected ", file.size(), " bytes"));
    }
  }
  return file_bytes;
}

FileBytes::FileBytes(FileBytes&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

FileBytes& FileBytes::operator=(FileBytes&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

FileBytes::~FileBytes() {
  if (!bytes_.empty()) {
    ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
  }
}

void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  OutputFile file(path);
  file.write(bytes);
  file.commit();
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  write_file(path, std::as_bytes(std::span(text)));
}

void make_folder(const std::filesystem::path& folder) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) {
    throw OutputError(path_text(folder) + ": cannot be created: " + failure.message());
  }
}

}  // namespace mrcnn
