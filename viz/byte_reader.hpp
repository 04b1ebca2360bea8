#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "common/error.hpp"

namespace mrcnn {

/// Reads the bytes of a file, big-endian. Reading past the end throws InputError "NAME: ends after
/// N bytes, expected ...".
class ByteReader {
 public:
  /// `name` must live as long as the reader.
  ByteReader(std::span<const std::byte> bytes, const std::string& name)
      : bytes_(bytes), name_(name) {}

  [[nodiscard]] std::size_t position() const { return position_; }

  [[nodiscard]] std::size_t left() const { return bytes_.size() - position_; }

  [[nodiscard]] const std::string& name() const { return name_; }

  /// The next `count` bytes; `what` says what they are in the message.
  std::span<const std::byte> take(std::size_t count, const std::string& what) {
    if (count > left()) {
      throw InputError(concat(name_, ": ends after ", bytes_.size(), " bytes, expected ", what,
                              " of ", counted(count, "byte"), " at byte ", position_));
    }
    const std::span<const std::byte> taken = bytes_.subspan(position_, count);
    position_ += count;
    return taken;
  }

  std::uint32_t number(std::size_t byte_count, const std::string& what) {
    std::uint32_t value = 0;
    for (const std::byte byte : take(byte_count, what)) {
      value = value << 8U | std::to_integer<std::uint32_t>(byte);
    }
    return value;
  }

 private:
  std::span<const std::byte> bytes_;
  const std::string& name_;
  std::size_t position_ = 0;
};

}  // namespace mrcnn
