#include "viz/image_io.hpp"

#include <vector>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/one_line.hpp"

#include "viz/codecs.hpp"

namespace mrcnn {

namespace {

constexpr std::uint64_t kMaxFileBytes = std::uint64_t{512} << 20;

Decoded decode_checked(std::span<const std::byte> bytes, const ImageHeader& header,
                       const std::string& name) {
  switch (std::to_integer<int>(bytes.front())) {  // enough to distinguish the three formats
    case 0x89:
      return decode_png(bytes, header, name);
    case 0xff:
      return decode_jpeg(bytes, header, name);
    default:
      return decode_ppm(bytes, name);
  }
}

/// What the user should know about how the picture was taken, the most important thing first;
/// usually empty.
std::string warning_of(const ImageHeader& header, const Decoded& decoded) {
  std::vector<std::string> remarks;
  if (header.orientation.value_or(1) != 1) {
    remarks.push_back(concat("EXIF orientation ", *header.orientation,
                             " is ignored, the picture is taken as stored"));
  }
  if (header.has_16_bits) {
    remarks.emplace_back("of 16 bits the upper 8 are taken; scale the values if it looks dark");
  }
  if (decoded.transparent_pixels > 0) {
    remarks.push_back(concat(decoded.transparent_pixels,
                             " transparent pixels are taken with the colour stored under them"));
  }
  if (header.frames > 1) {
    remarks.push_back(concat("the first of ", header.frames, " frames is taken"));
  }
  if (header.is_cmyk) {
    remarks.emplace_back("CMYK is converted to RGB without a colour profile");
  }
  remarks.push_back(decoded.complaint);
  return joined(remarks, "; ");
}

}  // namespace

DecodedImage decode_image(std::span<const std::byte> bytes, const std::string& name) {
  const std::string printable_name = one_line(name);
  if (bytes.size() > kMaxFileBytes) {
    throw InputError(
        concat(printable_name, ": ", bytes.size(), " bytes, expected at most ", kMaxFileBytes));
  }
  const ImageHeader header = check_image_file(bytes, printable_name);
  Decoded decoded = decode_checked(bytes, header, printable_name);
  DecodedImage result{{std::move(decoded.rgb)}, std::nullopt};
  if (const std::string warning = warning_of(header, decoded); !warning.empty()) {
    result.warning = printable_name + ": " + warning;
  }
  return result;
}

DecodedImage read_image_file(const std::filesystem::path& path) {
  return decode_image(read_file(path, kMaxFileBytes), path.string());
}

ImageSize read_image_size(const std::filesystem::path& path) {
  return check_image_file(read_file(path, kMaxFileBytes), path_text(path)).size;
}

void write_png(const std::filesystem::path& path, const HostTensor<std::uint8_t, 3>& rgb) {
  check_shape(rgb.size() > 0 && rgb.shape(2) == 3, "write_png: (", rgb.shape(0), ", ", rgb.shape(1),
              ", ", rgb.shape(2), "), expected (H, W, 3)");
  write_file(path, encode_png(rgb));
}

}  // namespace mrcnn
