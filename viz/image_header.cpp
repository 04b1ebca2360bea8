#include "viz/image_header.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "common/error.hpp"

namespace mrcnn {

namespace {

using namespace std::string_view_literals;

bool starts_with(std::span<const std::byte> bytes, std::string_view start) {
  return bytes.size() >= start.size() &&
         std::equal(start.begin(), start.end(), bytes.begin(),
                    [](char c, std::byte byte) { return static_cast<std::byte>(c) == byte; });
}

/// What a file is that is none of the three formats.
std::string other_format(std::span<const std::byte> bytes) {
  struct Format {
    std::size_t place;
    std::string_view signature;
    const char* name;
  };

  constexpr std::array kFormats = {
      Format{0, "BM", "a BMP image"},
      Format{0, "GIF8", "a GIF image"},
      Format{0, "II*", "a TIFF image"},
      Format{0, "MM\0*"sv, "a TIFF image"},
      Format{8, "WEBP", "a WebP image"},
      Format{4, "ftyp", "a HEIC or AVIF image"},
      Format{0, "P5", "a grey PGM image"},
      Format{0, "%PDF", "a PDF document"},
      Format{0, "<", "a web page or XML"},
      Format{0, "version https://git-lfs", "a pointer of Git LFS (git lfs pull)"},
      Format{0, "\x93NUMPY", "a NumPy array"},
  };
  if (bytes.empty()) {
    return "is empty";
  }
  for (const Format& format : kFormats) {
    if (bytes.size() > format.place && starts_with(bytes.subspan(format.place), format.signature)) {
      return std::string("is ") + format.name;
    }
  }
  return "unknown format";
}

}  // namespace

ImageSize checked_size(std::uint64_t height, std::uint64_t width, const std::string& name) {
  constexpr std::uint64_t kLimit = kMaxImagePixels;
  const bool is_allowed = height > 0 && width > 0 && height <= kLimit / width;
  if (!is_allowed) {
    throw InputError(concat(name, ": size (height x width) ", height, "x", width,
                            ", expected 1 to ", kLimit, " pixels"));
  }
  return {static_cast<int>(height), static_cast<int>(width)};
}

ImageHeader check_image_file(std::span<const std::byte> bytes, const std::string& name) {
  if (starts_with(bytes, "\x89PNG\r\n\x1a\n")) {
    return check_png(bytes, name);
  }
  if (starts_with(bytes, "\xff\xd8\xff")) {
    return check_jpeg(bytes, name);
  }
  if (starts_with(bytes, "P6")) {
    return check_ppm(bytes, name);
  }
  throw InputError(name + ": " + other_format(bytes) + ", expected a PNG, JPEG or PPM (P6) image");
}

}  // namespace mrcnn
