#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/io/file.hpp"

#include "viz/image_header.hpp"

#include "tests/viz/file_bytes.hpp"

namespace mrcnn {
namespace {

/// 2x1 RGB.
Bytes small_png() {
  return png(2, 1, 8, 2, bytes_of(std::string("\0abcdef", 7)));
}

Bytes jpeg_file(const std::string& name) {
  return read_file(std::string(MRCNN_SOURCE_DIR "/tests/viz/images/") + name, 1 << 16);
}

std::string message_of(const Bytes& bytes) {
  try {
    check_image_file(bytes, "f");
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

/// A JPEG segment: marker, length, data.
Bytes segment(int marker, const Bytes& data) {
  const Bytes length = big_endian(static_cast<std::uint32_t>(data.size() + 2));
  return Bytes{std::byte{0xff}, static_cast<std::byte>(marker), length[2], length[3]} + data;
}

const Bytes kSoi = {std::byte{0xff}, std::byte{0xd8}};
const Bytes kEoi = {std::byte{0xff}, std::byte{0xd9}};

/// A JPEG that is nothing but its structure: frame header, scan header, one byte, end.
Bytes bare_jpeg(int frame_marker, int precision, int height, int width) {
  const Bytes size = big_endian(static_cast<std::uint32_t>(height * 65536 + width));
  return kSoi + segment(frame_marker, Bytes{static_cast<std::byte>(precision)} + size) +
         segment(0xda, {}) + bytes_of("x") + kEoi;
}

TEST(ImageHeader, SizesAreReadFromEveryFormat) {
  EXPECT_EQ(check_image_file(small_png(), "f").size, (ImageSize{1, 2}));
  EXPECT_EQ(check_image_file(jpeg_file("gradient.jpg"), "f").size, (ImageSize{16, 24}));
  EXPECT_EQ(check_image_file(jpeg_file("progressive.jpg"), "f").size, (ImageSize{16, 24}));
  EXPECT_EQ(check_image_file(bytes_of("P6\n# two by one\n2 1\n255\nabcdef"), "f").size,
            (ImageSize{1, 2}));
}

TEST(ImageHeader, OtherFormatsAreRefused) {
  EXPECT_EQ(message_of({}), "f: is empty, expected a PNG, JPEG or PPM (P6) image");
  EXPECT_EQ(message_of(bytes_of("GIF89a")),
            "f: unknown format, expected a PNG, JPEG or PPM (P6) image");
  EXPECT_EQ(message_of(bytes_of("\x89PNG\r\n\x1a")),
            "f: unknown format, expected a PNG, JPEG or PPM (P6) image");
}

TEST(PngHeader, EveryShortenedFileIsRefused) {
  const Bytes whole = small_png();
  ASSERT_EQ(message_of(whole), "accepted");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_NE(message_of({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}),
              "accepted")
        << size << " bytes";
  }
}

TEST(PngHeader, EveryChangedByteIsNoticed) {
  const Bytes whole = small_png();
  for (std::size_t i = 0; i < whole.size(); ++i) {
    Bytes damaged = whole;
    damaged[i] ^= std::byte{0x10};
    EXPECT_NE(message_of(damaged), "accepted") << "byte " << i;
  }
}

TEST(PngHeader, AWrongChecksumIsNamedWithItsChunk) {
  Bytes damaged = small_png();
  damaged[30] = std::byte{0};  // second byte of IHDR's checksum, which begins at 8 + 8 + 13
  const std::string message = message_of(damaged);
  EXPECT_EQ(message.substr(0, 40), "f: PNG chunk IHDR at byte 8 has checksum");
}

TEST(PngHeader, BytesAfterTheEndAreIgnored) {
  EXPECT_EQ(message_of(small_png() + bytes_of("trailer")), "accepted");
}

TEST(PngHeader, SizesThatCannotBeAreRefusedBeforeAnyPixel) {
  const auto with_size = [](std::uint32_t width, std::uint32_t height) {
    return message_of(png_signature() + png_header(width, height, 8, 2));
  };
  EXPECT_EQ(with_size(0, 5), "f: size (height x width) 5x0, expected 1 to 67108864 pixels");
  EXPECT_EQ(with_size(5, 0), "f: size (height x width) 0x5, expected 1 to 67108864 pixels");
  EXPECT_EQ(with_size(30000, 30000),
            "f: size (height x width) 30000x30000, expected 1 to 67108864 pixels");
  EXPECT_EQ(with_size(0xffffffff, 0xffffffff),
            "f: size (height x width) 4294967295x4294967295, expected 1 to 67108864 pixels");
}

TEST(PngHeader, WhatTheFormatForbidsIsRefused) {
  const Bytes pixels = png_chunk("IDAT", deflated(bytes_of("x")));
  const Bytes end = png_chunk("IEND", {});
  EXPECT_EQ(message_of(png_signature() + png_header(1, 1, 3, 2) + pixels + end),
            "f: PNG of colour type 2 and bit depth 3, expected a pair that PNG allows");
  EXPECT_EQ(message_of(png_signature() + png_header(1, 1, 8, 5) + pixels + end),
            "f: PNG of colour type 5 and bit depth 8, expected a pair that PNG allows");
  EXPECT_EQ(message_of(png_signature() + pixels + end),
            "f: PNG starts with chunk IDAT of 9 bytes, expected IHDR of 13");
  EXPECT_EQ(message_of(png_signature() + png_header(1, 1, 8, 2) + end),
            "f: PNG without pixel data");
  EXPECT_EQ(message_of(png_signature() + png_header(1, 1, 8, 3) + pixels + end),
            "f: PNG without its palette");
  EXPECT_EQ(message_of(png_signature() + big_endian(0x80000000)),
            "f: PNG chunk at byte 8 has length 2147483648, expected at most 2147483647");
}

TEST(JpegHeader, EveryShortenedFileIsRefused) {
  for (const char* name : {"gradient.jpg", "progressive.jpg"}) {
    const Bytes whole = jpeg_file(name);
    ASSERT_EQ(message_of(whole), "accepted");
    for (std::size_t size = 0; size < whole.size(); ++size) {
      EXPECT_NE(message_of({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}),
                "accepted")
          << name << ", " << size << " bytes";
    }
  }
}

TEST(JpegHeader, BytesAfterTheEndAreIgnored) {
  EXPECT_EQ(message_of(jpeg_file("gradient.jpg") + Bytes(3, std::byte{0})), "accepted");
}

TEST(JpegHeader, TheStructureIsChecked) {
  EXPECT_EQ(message_of(bare_jpeg(0xc0, 8, 3, 4)), "accepted");
  EXPECT_EQ(message_of(bare_jpeg(0xc0, 8, 0, 4)),
            "f: size (height x width) 0x4, expected 1 to 67108864 pixels");
  EXPECT_EQ(message_of(bare_jpeg(0xc0, 8, 30000, 30000)),
            "f: size (height x width) 30000x30000, expected 1 to 67108864 pixels");
  EXPECT_EQ(message_of(bare_jpeg(0xc0, 12, 3, 4)),
            "f: JPEG process 0 with 12 bits, expected baseline, extended or progressive (0, 1, 2) "
            "with 8");
  EXPECT_EQ(message_of(bare_jpeg(0xc3, 8, 3, 4)),
            "f: JPEG process 3 with 8 bits, expected baseline, extended or progressive (0, 1, 2) "
            "with 8");
  EXPECT_EQ(message_of(kSoi + kEoi), "f: JPEG without a size");
  EXPECT_EQ(message_of(kSoi + segment(0xc0, Bytes(5, std::byte{8})) + kEoi),
            "f: JPEG without pixel data");
  EXPECT_EQ(message_of(kSoi + segment(0xda, {}) + kEoi), "f: JPEG without a size");
  EXPECT_EQ(message_of(kSoi + bytes_of(std::string("\xff\xe0\0\1", 4)) + kEoi),
            "f: JPEG segment at byte 2 makes no sense");
}

// Between scan header and end: a stuffed 0xff, a restart marker, fill bytes before the end.
TEST(JpegHeader, CodedDataAreNotTakenForMarkers) {
  const Bytes frame = segment(0xc0, bytes_of(std::string("\x08\0\3\0\4", 5)));
  const Bytes data =
      bytes_of(std::string("a\xff\0b\xff\xd3"
                           "c\xff\xff",
                           9));
  EXPECT_EQ(message_of(kSoi + frame + segment(0xda, {}) + data + kEoi), "accepted");
}

TEST(PpmHeader, MissingPixelsAndOddHeadersAreRefused) {
  EXPECT_EQ(message_of(bytes_of("P6 2 1 255 abcde")), "f: ends after 16 bytes, expected 17");
  EXPECT_EQ(message_of(bytes_of("P6 2 1 65535 abcdefabcdef")),
            "f: PPM maximum 65535, expected 255");
  EXPECT_EQ(message_of(bytes_of("P6 2 x")), "f: PPM header: expected width, height and 255");
  EXPECT_EQ(message_of(bytes_of("P6 # only a comment")),
            "f: PPM header: expected width, height and 255");
  EXPECT_EQ(message_of(bytes_of("P6 99999999999 1 255 ")),
            "f: PPM header: expected width, height and 255");
  EXPECT_EQ(message_of(bytes_of("P6 0 1 255 ")),
            "f: size (height x width) 1x0, expected 1 to 67108864 pixels");
}

TEST(Exif, TheOrientationIsFoundInBothByteOrders) {
  EXPECT_EQ(exif_orientation(exif(6, true)), 6);
  EXPECT_EQ(exif_orientation(exif(3, false)), 3);
}

TEST(Exif, DamagedDataHaveNoOrientation) {
  const Bytes whole = exif(6, true);
  for (std::size_t size = 0; size < 20; ++size) {
    EXPECT_EQ(exif_orientation({whole.data(), size}), std::nullopt) << size << " bytes";
  }
  EXPECT_EQ(exif_orientation(exif(9, true)), std::nullopt);
  EXPECT_EQ(exif_orientation(exif(0, false)), std::nullopt);
  Bytes far_directory = whole;
  far_directory[4] = std::byte{0xff};
  EXPECT_EQ(exif_orientation(far_directory), std::nullopt);
}

}  // namespace
}  // namespace mrcnn
