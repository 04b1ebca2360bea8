#include <algorithm>
#include <charconv>
#include <string_view>

#include "common/error.hpp"
#include "common/io/file.hpp"

#include "viz/codecs.hpp"

namespace mrcnn {

namespace {

struct Ppm {
  ImageSize size;
  std::string_view pixels;
};

/// The next number of a PPM header, after white space and comments.
std::uint64_t ppm_number(std::string_view& rest, const std::string& name) {
  constexpr std::string_view kSpace = " \t\r\n";
  rest.remove_prefix(std::min(rest.find_first_not_of(kSpace), rest.size()));
  while (rest.starts_with('#')) {
    rest.remove_prefix(std::min(rest.find('\n'), rest.size()));
    rest.remove_prefix(std::min(rest.find_first_not_of(kSpace), rest.size()));
  }
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (error != std::errc{}) {
    throw InputError(name + ": PPM header: expected width, height and 255");
  }
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return number;
}

Ppm read_ppm(std::span<const std::byte> bytes, const std::string& name) {
  std::string_view rest = as_text(bytes);
  rest.remove_prefix(2);
  const std::uint64_t width = ppm_number(rest, name);
  const std::uint64_t height = ppm_number(rest, name);
  const std::uint64_t maximum = ppm_number(rest, name);
  const ImageSize size = checked_size(height, width, name);
  if (maximum != 255) {
    throw InputError(concat(name, ": PPM maximum ", maximum,
                            ", expected 255; ImageMagick converts it: convert ", name, " -depth 8 ",
                            name, ".png"));
  }
  const std::uint64_t expected = 1 + 3 * height * width;  // one white space, then the pixels
  if (rest.size() < expected) {
    throw InputError(concat(name, ": ends after ", bytes.size(), " bytes, expected ",
                            bytes.size() - rest.size() + expected));
  }
  return {size, rest.substr(1, expected - 1)};
}

}  // namespace

ImageHeader check_ppm(std::span<const std::byte> bytes, const std::string& name) {
  return {.size = read_ppm(bytes, name).size, .orientation = std::nullopt};
}

Decoded decode_ppm(std::span<const std::byte> bytes, const std::string& name) {
  const Ppm ppm = read_ppm(bytes, name);
  Decoded decoded{.rgb = make_tensor<std::uint8_t>({static_cast<std::size_t>(ppm.size.height),
                                                    static_cast<std::size_t>(ppm.size.width), 3}),
                  .complaint = {}};
  std::copy(ppm.pixels.begin(), ppm.pixels.end(), decoded.rgb.data());
  return decoded;
}

}  // namespace mrcnn
