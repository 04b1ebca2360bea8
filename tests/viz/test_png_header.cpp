#include <gtest/gtest.h>

#include "viz/image_header.hpp"

#include "tests/viz/file_bytes.hpp"

namespace mrcnn {
namespace {

TEST(PngHeader, EveryShortenedFileIsRefused) {
  const Bytes whole = small_png();
  ASSERT_EQ(header_message(whole), "accepted");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_NE(header_message({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}),
              "accepted")
        << size << " bytes";
  }
}

TEST(PngHeader, EveryChangedByteIsNoticed) {
  const Bytes whole = small_png();
  for (std::size_t i = 0; i < whole.size(); ++i) {
    Bytes damaged = whole;
    damaged[i] ^= std::byte{0x10};
    EXPECT_NE(header_message(damaged), "accepted") << "byte " << i;
  }
}

TEST(PngHeader, AWrongChecksumIsNamedWithItsChunk) {
  Bytes damaged = small_png();
  damaged[30] = std::byte{0};  // second byte of IHDR's checksum, which begins at 8 + 8 + 13
  const std::string message = header_message(damaged);
  EXPECT_EQ(message.substr(0, 40), "f: PNG chunk IHDR at byte 8 has checksum");
}

TEST(PngHeader, BytesAfterTheEndAreIgnored) {
  EXPECT_EQ(header_message(small_png() + bytes_of("trailer")), "accepted");
}

TEST(PngHeader, SizesThatCannotBeAreRefusedBeforeAnyPixel) {
  const auto with_size = [](std::uint32_t width, std::uint32_t height) {
    return header_message(png_signature() + png_header(width, height, 8, 2));
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
  EXPECT_EQ(header_message(png_signature() + png_header(1, 1, 3, 2) + pixels + end),
            "f: PNG of colour type 2 and bit depth 3, expected a pair that PNG allows");
  EXPECT_EQ(header_message(png_signature() + png_header(1, 1, 8, 5) + pixels + end),
            "f: PNG of colour type 5 and bit depth 8, expected a pair that PNG allows");
  EXPECT_EQ(header_message(png_signature() + pixels + end),
            "f: PNG starts with chunk IDAT of 9 bytes, expected IHDR of 13");
  EXPECT_EQ(header_message(png_signature() + png_header(1, 1, 8, 2) + end),
            "f: PNG without pixel data");
  EXPECT_EQ(header_message(png_signature() + png_header(1, 1, 8, 3) + pixels + end),
            "f: PNG without its palette");
  EXPECT_EQ(header_message(png_signature() + big_endian(0x80000000)),
            "f: PNG chunk at byte 8 has length 2147483648, expected at most 2147483647");
}

}  // namespace
}  // namespace mrcnn
