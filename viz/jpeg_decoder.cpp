#include <array>
#include <csetjmp>
#include <cstdio>
#include <new>

#include <jerror.h>
#include <jpeglib.h>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

#include "viz/codecs.hpp"

namespace mrcnn {

namespace {

/// libjpeg's error manager with what ours adds. libjpeg ends with exit() unless its caller jumps
/// away, and prints unless its caller collects.
struct JpegErrors {
  jpeg_error_mgr manager;  // first, so that libjpeg's pointer is one to this
  std::jmp_buf back;
  std::array<char, JMSG_LENGTH_MAX> message;  // the error, or the first warning
};

JpegErrors& errors_of(j_common_ptr jpeg) {
  return *reinterpret_cast<JpegErrors*>(jpeg->err);
}

[[noreturn]] void on_error(j_common_ptr jpeg) {
  JpegErrors& errors = errors_of(jpeg);
  jpeg->err->format_message(jpeg, errors.message.data());
  std::longjmp(errors.back, 1);
}

void on_message(j_common_ptr jpeg, int level) {
  constexpr int kWarning = -1;
  if (level == kWarning && jpeg->err->num_warnings++ == 0) {
    jpeg->err->format_message(jpeg, errors_of(jpeg).message.data());
  }
}

/// Reads a file into pixels (H, W, channels). False if libjpeg gave up.
bool decompress(jpeg_decompress_struct& jpeg, JpegErrors& errors, std::span<const std::byte> bytes,
                HostTensor<std::uint8_t, 3>& pixels) {
  if (setjmp(errors.back) != 0) {
    return false;
  }
  jpeg_create_decompress(&jpeg);
  jpeg_mem_src(&jpeg, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&jpeg, TRUE);
  jpeg.out_color_space = jpeg.num_components == 4 ? JCS_CMYK : JCS_RGB;
  jpeg_start_decompress(&jpeg);
  if (jpeg.output_height != pixels.shape(0) || jpeg.output_width != pixels.shape(1) ||
      static_cast<std::size_t>(jpeg.output_components) != pixels.shape(2)) {
    ERREXIT(&jpeg, JERR_BAD_LENGTH);  // other pixels than its header says
  }
  while (jpeg.output_scanline < jpeg.output_height) {
    JSAMPROW row = pixels.data() + jpeg.output_scanline * pixels.shape(1) * pixels.shape(2);
    jpeg_read_scanlines(&jpeg, &row, 1);
  }
  return jpeg_finish_decompress(&jpeg) == TRUE;
}

/// Inks as Adobe's programs store them, inverted, without a colour profile.
HostTensor<std::uint8_t, 3> cmyk_to_rgb(const HostTensor<std::uint8_t, 3>& cmyk) {
  auto rgb = make_tensor<std::uint8_t>({cmyk.shape(0), cmyk.shape(1), 3});
  std::uint8_t* out = rgb.data();
  for (const std::uint8_t* in = cmyk.data(); in != cmyk.data() + cmyk.size(); in += 4) {
    const int black = in[3];
    for (int channel = 0; channel < 3; ++channel) {
      *out++ = static_cast<std::uint8_t>(black - ((255 - in[channel]) * black >> 8));
    }
  }
  return rgb;
}

/// libjpeg fills what is missing with grey and only warns.
bool is_incomplete(const std::string& complaint) {
  return complaint.find("remature end") != std::string::npos;
}

}  // namespace

Decoded decode_jpeg(std::span<const std::byte> bytes, const ImageHeader& header,
                    const std::string& name) {
  auto pixels = make_tensor<std::uint8_t>({static_cast<std::size_t>(header.size.height),
                                           static_cast<std::size_t>(header.size.width),
                                           header.is_cmyk ? std::size_t{4} : std::size_t{3}});
  JpegErrors errors{};
  jpeg_decompress_struct jpeg{};
  jpeg.err = jpeg_std_error(&errors.manager);
  errors.manager.error_exit = on_error;
  errors.manager.emit_message = on_message;
  const bool is_whole = decompress(jpeg, errors, bytes, pixels);
  jpeg_destroy_decompress(&jpeg);

  if (!is_whole && errors.manager.msg_code == JERR_OUT_OF_MEMORY) {
    throw std::bad_alloc();
  }
  const std::string message = one_line(errors.message.data(), 200);
  if (!is_whole || is_incomplete(message)) {
    throw InputError(name + ": damaged image (" + message + ")");
  }
  return {.rgb = header.is_cmyk ? cmyk_to_rgb(pixels) : std::move(pixels), .complaint = message};
}

}  // namespace mrcnn
