#include <new>

#include <zlib.h>

#include "viz/codecs.hpp"
#include "viz/png_work.hpp"

namespace mrcnn {

namespace {

void write_bytes(png_structp png, png_bytep in, size_t count) {
  auto& work = *static_cast<PngWork*>(png_get_io_ptr(png));
  try {
    const auto* first = reinterpret_cast<const std::byte*>(in);
    work.output.insert(work.output.end(), first, first + count);
  } catch (const std::bad_alloc&) {
    work.is_out_of_memory = true;
  }
  if (work.is_out_of_memory) {
    png_error(png, "out of memory");
  }
}

void flush(png_structp) {}

}  // namespace

std::vector<std::byte> encode_png(const HostTensor<std::uint8_t, 3>& rgb) {
  PngWork work;
  png_structp png = make_png_writer(work);
  png_infop info = png == nullptr ? nullptr : png_create_info_struct(png);
  const bool is_whole =
      info != nullptr && completes(png, [&] {
        png_set_write_fn(png, &work, write_bytes, flush);
        // libpng's own limit is a side of a million; what can be read can be written.
        png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
        // Runs only: a third of the time of a search for repetitions, and noise gets smaller.
        png_set_compression_level(png, 3);
        png_set_compression_strategy(png, Z_RLE);
        // To try all filters on every row takes as long again and gains nothing here.
        png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_PAETH);
        png_set_IHDR(png, info, static_cast<png_uint_32>(rgb.shape(1)),
                     static_cast<png_uint_32>(rgb.shape(0)), 8, PNG_COLOR_TYPE_RGB,
                     PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
        png_write_info(png, info);
        const std::size_t row_bytes = 3 * rgb.shape(1);
        for (std::size_t y = 0; y < rgb.shape(0); ++y) {
          png_write_row(png, rgb.data() + y * row_bytes);
        }
        png_write_end(png, nullptr);
      });
  png_destroy_write_struct(&png, &info);
  if (!is_whole) {
    throw std::bad_alloc();  // the only thing that can fail
  }
  return std::move(work.output);
}

}  // namespace mrcnn
