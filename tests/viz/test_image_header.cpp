#include <gtest/gtest.h>

#include "viz/image_header.hpp"

#include "tests/viz/file_bytes.hpp"

namespace mrcnn {
namespace {

TEST(ImageHeader, SizesAreReadFromEveryFormat) {
  EXPECT_EQ(check_image_file(small_png(), "f").size, (ImageSize{1, 2}));
  EXPECT_EQ(check_image_file(jpeg_file("gradient.jpg"), "f").size, (ImageSize{16, 24}));
  EXPECT_EQ(check_image_file(jpeg_file("progressive.jpg"), "f").size, (ImageSize{16, 24}));
  EXPECT_EQ(check_image_file(bytes_of("P6\n# two by one\n2 1\n255\nabcdef"), "f").size,
            (ImageSize{1, 2}));
}

TEST(ImageHeader, OtherFormatsAreRefused) {
  EXPECT_EQ(header_message({}), "f: is empty, expected a PNG, JPEG or PPM (P6) image");
  EXPECT_EQ(header_message(bytes_of("GIF89a")),
            "f: is a GIF image, expected a PNG, JPEG or PPM (P6) image; ImageMagick converts it: "
            "convert f f.png");
  EXPECT_EQ(header_message(bytes_of("RIFF1234WEBPVP8 ")),
            "f: is a WebP image, expected a PNG, JPEG or PPM (P6) image; ImageMagick converts it: "
            "convert f f.png");
  EXPECT_EQ(header_message(bytes_of(std::string("\0\0\0\x18"
                                                "ftypisom",
                                                12))),
            "f: is an MP4 video, expected a PNG, JPEG or PPM (P6) image; take its frames: ffmpeg "
            "-i f frame_%04d.png");
  EXPECT_EQ(header_message(bytes_of(std::string("\x10\0\0\0\0\0\0\0{", 9))),
            "f: is a model file (.safetensors), expected a PNG, JPEG or PPM (P6) image; give a "
            "model with --model: mrcnn run IMAGE --model f");
  EXPECT_EQ(header_message(bytes_of("{\"images\": []}")),
            "f: is JSON text, expected a PNG, JPEG or PPM (P6) image; give ground truth with "
            "--truth: mrcnn run IMAGE --truth f");
  EXPECT_EQ(header_message(bytes_of("\x89PNG\r\n\x1a")),
            "f: unknown format, expected a PNG, JPEG or PPM (P6) image");
}

TEST(PpmHeader, MissingPixelsAndOddHeadersAreRefused) {
  EXPECT_EQ(header_message(bytes_of("P6 2 1 255 abcde")), "f: ends after 16 bytes, expected 17");
  EXPECT_EQ(
      header_message(bytes_of("P6 2 1 65535 abcdefabcdef")),
      "f: PPM maximum 65535, expected 255; ImageMagick converts it: convert f -depth 8 f.png");
  EXPECT_EQ(header_message(bytes_of("P6 2 x")), "f: PPM header: expected width, height and 255");
  EXPECT_EQ(header_message(bytes_of("P6 # only a comment")),
            "f: PPM header: expected width, height and 255");
  EXPECT_EQ(header_message(bytes_of("P6 99999999999 1 255 ")),
            "f: PPM header: expected width, height and 255");
  EXPECT_EQ(header_message(bytes_of("P6 0 1 255 ")),
            "f: size (height x width) 1x0, expected 1 to 67108864 pixels");
}

}  // namespace
}  // namespace mrcnn
