#include <gtest/gtest.h>

#include "viz/image_header.hpp"

#include "tests/viz/file_bytes.hpp"

namespace mrcnn {
namespace {

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

TEST(JpegHeader, EveryShortenedFileIsRefused) {
  for (const char* name : {"gradient.jpg", "progressive.jpg"}) {
    const Bytes whole = jpeg_file(name);
    ASSERT_EQ(header_message(whole), "accepted");
    for (std::size_t size = 0; size < whole.size(); ++size) {
      EXPECT_NE(header_message({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}),
                "accepted")
          << name << ", " << size << " bytes";
    }
  }
}

// Each scan is a pass over the whole picture.
TEST(JpegHeader, MoreScansThanADecoderShouldPassOverAreRefused) {
  const auto with_scans = [](int side, int scans) {
    const Bytes whole = bare_jpeg(0xc2, 8, side, side);
    Bytes file(whole.begin(), whole.end() - 2);
    for (int scan = 1; scan < scans; ++scan) {
      file = file + segment(0xda, {}) + bytes_of("x");
    }
    return header_message(file + kEoi);
  };
  EXPECT_EQ(with_scans(8000, 33), "accepted");
  EXPECT_EQ(with_scans(8000, 34), "f: JPEG with 34 scans, expected at most 33 for its size");
  EXPECT_EQ(with_scans(100, 1000), "accepted");
  EXPECT_NE(with_scans(100, 1001), "accepted");
}

TEST(JpegHeader, BytesAfterTheEndAreIgnored) {
  EXPECT_EQ(header_message(jpeg_file("gradient.jpg") + Bytes(3, std::byte{0})), "accepted");
}

TEST(JpegHeader, TheStructureIsChecked) {
  EXPECT_EQ(header_message(bare_jpeg(0xc0, 8, 3, 4)), "accepted");
  EXPECT_EQ(header_message(bare_jpeg(0xc0, 8, 0, 4)),
            "f: size (height x width) 0x4, expected 1 to 67108864 pixels");
  EXPECT_EQ(header_message(bare_jpeg(0xc0, 8, 30000, 30000)),
            "f: size (height x width) 30000x30000, expected 1 to 67108864 pixels");
  EXPECT_EQ(header_message(bare_jpeg(0xc0, 12, 3, 4)),
            "f: JPEG process 0 with 12 bits, expected baseline, extended or progressive (0, 1, 2) "
            "with 8");
  EXPECT_EQ(header_message(bare_jpeg(0xc3, 8, 3, 4)),
            "f: JPEG process 3 with 8 bits, expected baseline, extended or progressive (0, 1, 2) "
            "with 8");
  EXPECT_EQ(header_message(kSoi + kEoi), "f: JPEG without a size");
  EXPECT_EQ(header_message(kSoi + segment(0xc0, Bytes(5, std::byte{8})) + kEoi),
            "f: JPEG without pixel data");
  EXPECT_EQ(header_message(kSoi + segment(0xda, {}) + kEoi), "f: JPEG without a size");
  EXPECT_EQ(header_message(kSoi + bytes_of(std::string("\xff\xe0\0\1", 4)) + kEoi),
            "f: JPEG segment at byte 2 is invalid");
}

// Between scan header and end: a stuffed 0xff, a restart marker, fill bytes before the end.
TEST(JpegHeader, CodedDataAreNotTakenForMarkers) {
  const Bytes frame = segment(0xc0, bytes_of(std::string("\x08\0\3\0\4", 5)));
  const Bytes data =
      bytes_of(std::string("a\xff\0b\xff\xd3"
                           "c\xff\xff",
                           9));
  EXPECT_EQ(header_message(kSoi + frame + segment(0xda, {}) + data + kEoi), "accepted");
}

}  // namespace
}  // namespace mrcnn
