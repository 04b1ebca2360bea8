#include <algorithm>
#include <cstring>
#include <new>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

#include "viz/codecs.hpp"
#include "viz/png_work.hpp"

namespace mrcnn {

namespace {

void read_bytes(png_structp png, png_bytep out, size_t count) {
  auto& work = *static_cast<PngWork*>(png_get_io_ptr(png));
  if (count > work.input.size()) {
    png_error(png, "the file ends early");
  }
  std::memcpy(out, work.input.data(), count);
  work.input = work.input.subspan(count);
}

std::vector<png_bytep> row_pointers(HostTensor<std::uint8_t, 3>& pixels) {
  std::vector<png_bytep> rows(pixels.shape(0));
  const std::size_t row_bytes = pixels.shape(1) * pixels.shape(2);
  for (std::size_t y = 0; y < rows.size(); ++y) {
    rows[y] = pixels.data() + y * row_bytes;
  }
  return rows;
}

/// Whatever the file holds becomes 8 bits of red, green, blue, and of alpha where asked.
void ask_for_8_bit_colours(png_structp png, bool with_alpha) {
  png_set_strip_16(png);
  png_set_expand(png);
  png_set_gray_to_rgb(png);
  if (with_alpha) {
    png_set_add_alpha(png, 255, PNG_FILLER_AFTER);  // where the file's own is invalid
  }
}

/// Moves the colours of (H, W, 4) pixels into `decoded` and counts those that are not opaque.
void separate_alpha(const HostTensor<std::uint8_t, 3>& rgba, Decoded& decoded) {
  decoded.rgb = make_tensor<std::uint8_t>({rgba.shape(0), rgba.shape(1), 3});
  std::uint8_t* out = decoded.rgb.data();
  for (const std::uint8_t* in = rgba.data(); in != rgba.data() + rgba.size(); in += 4, out += 3) {
    std::copy_n(in, 3, out);
    decoded.transparent_pixels += in[3] == 255 ? 0 : 1;
  }
}

}  // namespace

Decoded decode_png(std::span<const std::byte> bytes, const ImageHeader& header,
                   const std::string& name) {
  const std::size_t channels = header.has_alpha ? 4 : 3;
  auto pixels = make_tensor<std::uint8_t>({static_cast<std::size_t>(header.size.height),
                                           static_cast<std::size_t>(header.size.width), channels});
  std::vector<png_bytep> rows = row_pointers(pixels);

  PngWork work{.input = bytes, .output = {}};
  png_structp png = make_png_reader(work);
  png_infop info = png == nullptr ? nullptr : png_create_info_struct(png);
  const bool is_whole = info != nullptr && completes(png, [&] {
                          png_set_user_limits(png, PNG_UINT_31_MAX,
                                              PNG_UINT_31_MAX);  // the header's check has its own
                          png_set_read_fn(png, &work, read_bytes);
                          png_read_info(png, info);
                          ask_for_8_bit_colours(png, header.has_alpha);
                          png_set_interlace_handling(png);
                          png_read_update_info(png, info);
                          if (png_get_image_height(png, info) != rows.size() ||
                              png_get_rowbytes(png, info) != pixels.shape(1) * channels) {
                            png_error(png, "other pixels than its header says");
                          }
                          png_read_image(png, rows.data());
                          png_read_end(png, nullptr);
                        });
  png_destroy_read_struct(&png, &info, nullptr);

  if (work.is_out_of_memory) {
    throw std::bad_alloc();
  }
  const std::string message = one_line(work.message.data());
  if (!is_whole) {
    throw InputError(name + ": damaged image (" + message + ")");
  }
  Decoded decoded{.rgb = {}, .complaint = message};
  if (header.has_alpha) {
    separate_alpha(pixels, decoded);
  } else {
    decoded.rgb = std::move(pixels);
  }
  return decoded;
}

}  // namespace mrcnn
