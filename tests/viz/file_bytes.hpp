#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <zlib.h>

#include "common/error.hpp"
#include "common/io/file.hpp"

#include "viz/image_header.hpp"

namespace mrcnn {

using Bytes = std::vector<std::byte>;

inline Bytes bytes_of(const std::string& text) {
  Bytes bytes;
  for (const char c : text) {
    bytes.push_back(static_cast<std::byte>(c));
  }
  return bytes;
}

inline Bytes operator+(Bytes first, const Bytes& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

inline Bytes big_endian(std::uint32_t value) {
  return {static_cast<std::byte>(value >> 24U), static_cast<std::byte>(value >> 16U),
          static_cast<std::byte>(value >> 8U), static_cast<std::byte>(value)};
}

inline Bytes png_chunk(const std::string& type, const Bytes& data) {
  const Bytes body = bytes_of(type) + data;
  const auto checksum = static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size())));
  return big_endian(static_cast<std::uint32_t>(data.size())) + body + big_endian(checksum);
}

inline Bytes png_signature() {
  return bytes_of("\x89PNG\r\n\x1a\n");
}

inline Bytes png_header(std::uint32_t width, std::uint32_t height, int depth, int color_type) {
  return png_chunk("IHDR",
                   big_endian(width) + big_endian(height) +
                       Bytes{static_cast<std::byte>(depth), static_cast<std::byte>(color_type),
                             std::byte{0}, std::byte{0}, std::byte{0}});
}

inline Bytes deflated(const Bytes& raw) {
  uLongf size = compressBound(raw.size());
  Bytes packed(size);
  compress(reinterpret_cast<Bytef*>(packed.data()), &size,
           reinterpret_cast<const Bytef*>(raw.data()), raw.size());
  packed.resize(size);
  return packed;
}

/// A PNG file from its scan lines, each beginning with its filter byte (0). `extra`: chunks between
/// header and pixels.
inline Bytes png(std::uint32_t width, std::uint32_t height, int depth, int color_type,
                 const Bytes& scan_lines, const Bytes& extra = {}) {
  return png_signature() + png_header(width, height, depth, color_type) + extra +
         png_chunk("IDAT", deflated(scan_lines)) + png_chunk("IEND", {});
}

/// The TIFF block of EXIF data that holds nothing but the orientation.
inline Bytes exif(int orientation, bool is_big_endian) {
  const auto low = static_cast<char>(orientation);
  const std::string big = {'M',  'M', 0, 42, 0, 0, 0, 8, 0,   1, 1,
                           0x12, 0,   3, 0,  0, 0, 1, 0, low, 0, 0};
  const std::string little = {'I', 'I', 42, 0, 8, 0, 0, 0,   1, 0, 0x12,
                              1,   3,   0,  1, 0, 0, 0, low, 0, 0, 0};
  return bytes_of(is_big_endian ? big : little);
}

/// 2x1 RGB.
inline Bytes small_png() {
  return png(2, 1, 8, 2, bytes_of(std::string("\0abcdef", 7)));
}

inline Bytes jpeg_file(const std::string& name) {
  return read_file(std::string(MRCNN_SOURCE_DIR "/tests/viz/images/") + name, 1 << 16);
}

/// What check_image_file says about a file.
inline std::string header_message(const Bytes& bytes) {
  try {
    check_image_file(bytes, "f");
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace mrcnn
