#include "viz/image_header.hpp"

#include <algorithm>
#include <string_view>

#include "common/error.hpp"

#include "viz/other_formats.hpp"

namespace mrcnn {

namespace {

bool starts_with(std::span<const std::byte> bytes, std::string_view start) {
  return bytes.size() >= start.size() &&
         std::equal(start.begin(), start.end(), bytes.begin(),
                    [](char c, std::byte byte) { return static_cast<std::byte>(c) == byte; });
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
  throw InputError(name + ": " + other_format(bytes, name));
}

}  // namespace mrcnn
