#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "common/types/image.hpp"

namespace mrcnn {

/// What an image file says about itself.
struct ImageHeader {
  ImageSize size;
  std::optional<int> orientation;  // EXIF tag 0x0112, 1 is upright
  bool has_16_bits = false;        // per channel
  bool has_alpha = false;
  bool is_cmyk = false;
  std::uint32_t frames = 1;  // of an animation
};

/// Walks through a PNG, JPEG or PPM (P6) file to its end without decoding, so that a truncated or
/// damaged file, or one that claims an enormous size, never reaches a decoder.
///
///   name  of the file, for messages, already printable
///
/// Throws InputError "NAME: reason, expected ..., got ..." for any other format, a size of 0 or
/// more than kMaxImagePixels, a PNG chunk with a wrong checksum, a JPEG with so many scans that
/// decoding takes minutes, and a file that stops early.
ImageHeader check_image_file(std::span<const std::byte> bytes, const std::string& name);

ImageHeader check_png(std::span<const std::byte> bytes, const std::string& name);
ImageHeader check_jpeg(std::span<const std::byte> bytes, const std::string& name);
ImageHeader check_ppm(std::span<const std::byte> bytes, const std::string& name);

/// Throws the InputError about the size; otherwise returns it.
ImageSize checked_size(std::uint64_t height, std::uint64_t width, const std::string& name);

/// The orientation tag of EXIF data (a TIFF header and its first directory); nothing if there is
/// none or the data are invalid.
std::optional<int> exif_orientation(std::span<const std::byte> tiff);

}  // namespace mrcnn
