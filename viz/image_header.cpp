#include "viz/image_header.hpp"

#include <string_view>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/known_files.hpp"

namespace mrcnn {

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
  const std::string_view text = as_text(bytes);
  if (text.starts_with("\x89PNG\r\n\x1a\n")) {
    return check_png(bytes, name);
  }
  if (text.starts_with("\xff\xd8\xff")) {
    return check_jpeg(bytes, name);
  }
  if (text.starts_with("P6")) {
    return check_ppm(bytes, name);
  }
  const auto known = known_file(bytes, FileUse::image);
  const std::string is = known ? known->is : bytes.empty() ? "is empty" : "unknown format";
  const std::string help = known ? known->help_for(name) : "";
  throw InputError(name + ": " + is + ", expected a PNG, JPEG or PPM (P6) image" +
                   (help.empty() ? "" : "; " + help));
}

}  // namespace mrcnn
