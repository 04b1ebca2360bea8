#include "viz/image_header.hpp"

namespace mrcnn {

namespace {

/// Numbers of a TIFF block in its own byte order; nothing beyond its end.
class TiffReader {
 public:
  TiffReader(std::span<const std::byte> bytes, bool big_endian)
      : bytes_(bytes), big_endian_(big_endian) {}

  [[nodiscard]] std::optional<std::uint32_t> number(std::size_t offset, std::size_t count) const {
    if (offset > bytes_.size() || count > bytes_.size() - offset) {
      return std::nullopt;
    }
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t place = big_endian_ ? offset + i : offset + count - 1 - i;
      value = value << 8U | std::to_integer<std::uint32_t>(bytes_[place]);
    }
    return value;
  }

 private:
  std::span<const std::byte> bytes_;
  bool big_endian_;
};

}  // namespace

std::optional<int> exif_orientation(std::span<const std::byte> tiff) {
  constexpr std::size_t kEntrySize = 12;
  constexpr std::uint32_t kOrientationTag = 0x0112;
  constexpr std::uint32_t kShort = 3;
  if (tiff.size() < 8 || tiff[0] != tiff[1]) {
    return std::nullopt;
  }
  const TiffReader reader(tiff, tiff[0] == std::byte{'M'});
  const std::uint32_t directory = reader.number(4, 4).value_or(0);
  const std::uint32_t entries = reader.number(directory, 2).value_or(0);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t entry = std::size_t{directory} + 2 + i * kEntrySize;
    if (reader.number(entry, 2) == kOrientationTag && reader.number(entry + 2, 2) == kShort) {
      const std::optional<std::uint32_t> value = reader.number(entry + 8, 2);
      return value && *value >= 1 && *value <= 8 ? std::optional(static_cast<int>(*value))
                                                 : std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace mrcnn
