#include "stages/program/import/torch/zip_file.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {
namespace {

using Bytes = std::span<const std::byte>;

// Signatures and sizes of APPNOTE.TXT, sections 4.3.7 to 4.3.16.
constexpr std::uint32_t kLocalHeader = 0x04034b50;
constexpr std::uint32_t kCentralHeader = 0x02014b50;
constexpr std::uint32_t kEnd = 0x06054b50;
constexpr std::uint32_t kEnd64 = 0x06064b50;
constexpr std::uint32_t kEnd64Locator = 0x07064b50;
constexpr std::size_t kEndSize = 22;
constexpr std::size_t kEnd64LocatorSize = 20;
constexpr std::size_t kLongestComment = 0xFFFF;
constexpr std::uint16_t kZip64Field = 1;
constexpr std::uint32_t kIn64 = 0xFFFFFFFF;  // the number is in the zip64 field
constexpr std::size_t kMostEntries = 1U << 20U;

/// Reads little-endian numbers one after the other.
class Reader {
 public:
  Reader(Bytes bytes, std::uint64_t at, std::string name)
      : bytes_(bytes), at_(at), name_(std::move(name)) {
    if (at > bytes.size()) {
      fail("it is cut short");
    }
  }

  [[noreturn]] void fail(const std::string& reason) const {
    throw InputError(name_ + ": is a damaged zip archive: " + reason);
  }

  Bytes take(std::uint64_t count) {
    if (count > bytes_.size() - at_) {
      fail("it is cut short");
    }
    const Bytes taken = bytes_.subspan(at_, count);
    at_ += count;
    return taken;
  }

  template <class T>
  T number() {
    static_assert(std::endian::native == std::endian::little);
    T value{};
    std::memcpy(&value, take(sizeof(T)).data(), sizeof(T));
    return value;
  }

  [[nodiscard]] std::uint64_t left() const { return bytes_.size() - at_; }

 private:
  Bytes bytes_;
  std::uint64_t at_;
  std::string name_;
};

std::optional<std::size_t> find_end(Bytes bytes) {
  if (bytes.size() < kEndSize) {
    return std::nullopt;
  }
  const std::size_t last = bytes.size() - kEndSize;
  const std::size_t first = last - std::min(last, kLongestComment);
  for (std::size_t at = last + 1; at-- > first;) {
    std::uint32_t signature = 0;
    std::memcpy(&signature, bytes.data() + at, sizeof(signature));
    if (signature == kEnd) {
      return at;
    }
  }
  return std::nullopt;
}

/// Where the list of entries lies, and how many it has.
struct Directory {
  std::uint64_t offset = 0;
  std::uint64_t entries = 0;
};

Directory find_directory(Bytes bytes, const std::string& name) {
  const std::optional<std::size_t> end = find_end(bytes);
  Reader reader(bytes, end.value_or(bytes.size()), name);
  if (!end) {
    reader.fail("its list of entries is missing; was the file copied whole?");
  }
  (void)reader.take(10);  // signature, disks, entries on this disk
  Directory directory;
  directory.entries = reader.number<std::uint16_t>();
  (void)reader.take(4);  // bytes of the list
  directory.offset = reader.number<std::uint32_t>();
  if (*end < kEnd64LocatorSize) {
    return directory;
  }
  Reader locator(bytes, *end - kEnd64LocatorSize, name);
  if (locator.number<std::uint32_t>() != kEnd64Locator) {
    return directory;
  }
  (void)locator.take(4);
  Reader end64(bytes, locator.number<std::uint64_t>(), name);
  if (end64.number<std::uint32_t>() != kEnd64) {
    end64.fail("its end is not where it says");
  }
  (void)end64.take(28);  // size, versions, disks, entries on this disk
  directory.entries = end64.number<std::uint64_t>();
  (void)end64.take(8);
  directory.offset = end64.number<std::uint64_t>();
  return directory;
}

/// What the list says of one entry.
struct Entry {
  std::string name;
  std::uint64_t size = 0;
  std::uint64_t stored_size = 0;
  std::uint64_t header = 0;
  bool is_stored = false;
};

/// Numbers that do not fit 32 bits are in a separate field, in this order.
void read_zip64(Bytes extra, Entry& entry, const std::string& name) {
  Reader fields(extra, 0, name);
  while (fields.left() >= 4) {
    const auto id = fields.number<std::uint16_t>();
    const Bytes field = fields.take(fields.number<std::uint16_t>());
    if (id != kZip64Field) {
      continue;
    }
    Reader numbers(field, 0, name);
    for (std::uint64_t* number : {&entry.size, &entry.stored_size, &entry.header}) {
      if (*number == kIn64) {
        *number = numbers.number<std::uint64_t>();
      }
    }
    return;
  }
}

Entry read_entry(Reader& list, const std::string& name) {
  if (list.number<std::uint32_t>() != kCentralHeader) {
    list.fail("an entry of its list is not one");
  }
  (void)list.take(4);  // versions
  const auto flags = list.number<std::uint16_t>();
  const auto method = list.number<std::uint16_t>();
  (void)list.take(8);  // time, date, CRC
  Entry entry;
  entry.stored_size = list.number<std::uint32_t>();
  entry.size = list.number<std::uint32_t>();
  const auto name_length = list.number<std::uint16_t>();
  const auto extra_length = list.number<std::uint16_t>();
  const auto comment_length = list.number<std::uint16_t>();
  (void)list.take(8);  // disk, attributes
  entry.header = list.number<std::uint32_t>();
  const Bytes letters = list.take(name_length);
  entry.name.assign(reinterpret_cast<const char*>(letters.data()), letters.size());
  read_zip64(list.take(extra_length), entry, name);
  (void)list.take(comment_length);
  entry.is_stored = method == 0 && (flags & 1U) == 0 && entry.size == entry.stored_size;
  return entry;
}

/// The contents begin after the entry's own header, whose lengths differ from the list's.
Bytes contents_of(Bytes bytes, const Entry& entry, const std::string& name) {
  Reader header(bytes, entry.header, name);
  if (header.number<std::uint32_t>() != kLocalHeader) {
    header.fail(one_line(entry.name) + " is not where its list says");
  }
  (void)header.take(22);
  const auto name_length = header.number<std::uint16_t>();
  const auto extra_length = header.number<std::uint16_t>();
  (void)header.take(std::uint64_t{name_length} + extra_length);
  return header.take(entry.size);
}

}  // namespace

std::map<std::string, Bytes> read_zip(Bytes bytes, const std::string& name) {
  const Directory directory = find_directory(bytes, name);
  Reader list(bytes, directory.offset, name);
  if (directory.entries > kMostEntries) {
    list.fail(concat("it claims ", directory.entries, " entries"));
  }
  std::map<std::string, Bytes> found;
  for (std::uint64_t i = 0; i < directory.entries; ++i) {
    const Entry entry = read_entry(list, name);
    if (entry.is_stored && !found.emplace(entry.name, contents_of(bytes, entry, name)).second) {
      list.fail(one_line(entry.name) + " occurs twice");
    }
  }
  return found;
}

bool is_zip(Bytes bytes) {
  std::uint32_t signature = 0;
  if (bytes.size() < sizeof(signature)) {
    return false;
  }
  std::memcpy(&signature, bytes.data(), sizeof(signature));
  return signature == kLocalHeader;
}

}  // namespace mrcnn
