#include <algorithm>
#include <cstdlib>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/io/file.hpp"

#include "viz/image_io.hpp"

#include "tests/viz/file_bytes.hpp"

namespace mrcnn {
namespace {

/// All channels of all pixels, row by row.
std::vector<int> values_of(const DecodedImage& decoded) {
  return {decoded.image.pixels.begin(), decoded.image.pixels.end()};
}

std::vector<int> decoded_values(const Bytes& bytes) {
  return values_of(decode_image(bytes, "f"));
}

/// The message of a refused file; whatever was printed meanwhile is part of it.
std::string message_of(const Bytes& bytes) {
  std::string message = "accepted";
  testing::internal::CaptureStderr();
  try {
    decode_image(bytes, "f");
  } catch (const InputError& error) {
    message = error.what();
  }
  const std::string printed = testing::internal::GetCapturedStderr();
  return message + (printed.empty() ? "" : " PRINTED " + printed);
}

Bytes line(const std::vector<int>& samples) {
  Bytes bytes = {std::byte{0}};  // filter "none"
  for (const int sample : samples) {
    bytes.push_back(static_cast<std::byte>(sample));
  }
  return bytes;
}

TEST(DecodeImage, ColoursComeAsRedGreenBlueRowByRow) {
  const Bytes file = png(2, 2, 8, 2, line({1, 2, 3, 4, 5, 6}) + line({7, 8, 9, 250, 251, 252}));
  const DecodedImage decoded = decode_image(file, "f");
  EXPECT_EQ(decoded.image.pixels.shape(0), 2U);
  EXPECT_EQ(decoded.image.pixels.shape(1), 2U);
  EXPECT_EQ(decoded.image.pixels.shape(2), 3U);
  EXPECT_EQ(values_of(decoded), (std::vector<int>{1, 2, 3, 4, 5, 6, 7, 8, 9, 250, 251, 252}));
  EXPECT_EQ(decoded.warning, std::nullopt);
}

TEST(DecodeImage, GreyBecomesThreeEqualChannels) {
  EXPECT_EQ(decoded_values(png(2, 1, 8, 0, line({7, 200}))),
            (std::vector<int>{7, 7, 7, 200, 200, 200}));
  EXPECT_EQ(decoded_values(png(2, 1, 1, 0, line({0x40}))),
            (std::vector<int>{0, 0, 0, 255, 255, 255}));
}

TEST(DecodeImage, AlphaIsDroppedWhateverItIs) {
  EXPECT_EQ(decoded_values(png(2, 1, 8, 6, line({10, 20, 30, 0, 40, 50, 60, 255}))),
            (std::vector<int>{10, 20, 30, 40, 50, 60}));
  EXPECT_EQ(decoded_values(png(1, 1, 8, 4, line({9, 0}))), (std::vector<int>{9, 9, 9}));
}

TEST(DecodeImage, OfSixteenBitsTheUpperEightRemain) {
  EXPECT_EQ(decoded_values(png(1, 1, 16, 2, line({0x12, 0xff, 0x80, 0x00, 0xff, 0xff}))),
            (std::vector<int>{0x12, 0x80, 0xff}));
  EXPECT_EQ(decoded_values(png(1, 1, 16, 0, line({0x12, 0xff}))),
            (std::vector<int>{0x12, 0x12, 0x12}));
}

TEST(DecodeImage, PalettesAreLookedUp) {
  const Bytes palette = png_chunk("PLTE", bytes_of("abcxyz"));
  EXPECT_EQ(decoded_values(png(2, 1, 8, 3, line({1, 0}), palette)),
            (std::vector<int>{'x', 'y', 'z', 'a', 'b', 'c'}));
}

TEST(DecodeImage, PpmIsRead) {
  EXPECT_EQ(decoded_values(bytes_of("P6\n2 1\n255\nabcdef")),
            (std::vector<int>{'a', 'b', 'c', 'd', 'e', 'f'}));
}

// The picture has red = 10 x, green = 15 y, blue = 255 - 10 x; JPEG decoders differ by a few
// levels.
TEST(DecodeImage, JpegsAreReadInTheRightOrder) {
  for (const char* name : {"gradient.jpg", "progressive.jpg"}) {
    const DecodedImage decoded = decode_image(jpeg_file(name), name);
    ASSERT_EQ(decoded.image.pixels.shape(0), 16U);
    ASSERT_EQ(decoded.image.pixels.shape(1), 24U);
    for (std::size_t y = 0; y < 16; y += 3) {
      for (std::size_t x = 0; x < 24; x += 3) {
        EXPECT_NEAR(decoded.image.pixels(y, x, 0), 10.0 * static_cast<double>(x), 12);
        EXPECT_NEAR(decoded.image.pixels(y, x, 1), 15.0 * static_cast<double>(y), 12);
        EXPECT_NEAR(decoded.image.pixels(y, x, 2), 255 - 10.0 * static_cast<double>(x), 12);
      }
    }
  }
  const DecodedImage grey = decode_image(jpeg_file("grey.jpg"), "grey.jpg");
  EXPECT_EQ(grey.image.pixels(3, 5, 0), grey.image.pixels(3, 5, 2));
  EXPECT_NEAR(grey.image.pixels(3, 5, 0), 150, 8);
}

// Every pixel has the inverted inks 255, 55, 155 and 200 of black: 200 - (255 - 55) * 200 / 256
// = 44.
TEST(DecodeImage, OfCmykTheInksAreTakenAway) {
  const DecodedImage decoded = decode_image(jpeg_file("cmyk.jpg"), "f");
  EXPECT_NEAR(decoded.image.pixels(2, 3, 0), 200, 3);
  EXPECT_NEAR(decoded.image.pixels(2, 3, 1), 44, 3);
  EXPECT_NEAR(decoded.image.pixels(2, 3, 2), 122, 3);
  EXPECT_EQ(decoded.warning, "f: CMYK is converted to RGB without a colour profile");
}

TEST(DecodeImage, AnInvalidTransparencyChunkChangesNothing) {
  const Bytes file = png(1, 1, 8, 2, line({1, 2, 3}), png_chunk("tRNS", bytes_of("x")));
  EXPECT_EQ(decoded_values(file), (std::vector<int>{1, 2, 3}));
}

TEST(DecodeImage, InterlacedFilesAreRead) {
  // Adam7 of one row of two pixels: pass 1 has the first, pass 6 the second.
  Bytes header = big_endian(2) + big_endian(1) + bytes_of(std::string("\x08\x02\0\0\x01", 5));
  const Bytes file = png_signature() + png_chunk("IHDR", header) +
                     png_chunk("IDAT", deflated(line({1, 2, 3}) + line({4, 5, 6}))) +
                     png_chunk("IEND", {});
  EXPECT_EQ(decoded_values(file), (std::vector<int>{1, 2, 3, 4, 5, 6}));
}

TEST(DecodeImage, AnExifOrientationIsReportedAndNotApplied) {
  const Bytes app1 = bytes_of(std::string("\xff\xe1\0\x1e"
                                          "Exif\0\0",
                                          10)) +
                     exif(6, true);
  const Bytes plain = jpeg_file("gradient.jpg");
  const Bytes turned =
      Bytes(plain.begin(), plain.begin() + 2) + app1 + Bytes(plain.begin() + 2, plain.end());
  const DecodedImage decoded = decode_image(turned, "dir/t\n.jpg");
  EXPECT_EQ(decoded.warning,
            "dir/t\\n.jpg: EXIF orientation 6 is ignored, the picture is taken as stored");
  EXPECT_EQ(values_of(decoded), decoded_values(plain));

  const Bytes pixel = line({1, 2, 3});
  EXPECT_NE(decode_image(png(1, 1, 8, 2, pixel, png_chunk("eXIf", exif(3, false))), "f").warning,
            std::nullopt);
  EXPECT_EQ(decode_image(png(1, 1, 8, 2, pixel, png_chunk("eXIf", exif(1, false))), "f").warning,
            std::nullopt);
}

TEST(DecodeImage, WhatAViewerShowsInAnotherWayGetsAWarning) {
  const auto warning = [](const Bytes& file) {
    return decode_image(file, "f").warning.value_or("");
  };
  EXPECT_EQ(warning(png(1, 1, 16, 0, line({0x0f, 0xff}))),
            "f: of 16 bits the upper 8 are taken; scale the values if it looks dark");
  EXPECT_EQ(warning(png(2, 1, 8, 6, line({1, 2, 3, 255, 4, 5, 6, 254}))),
            "f: 1 transparent pixels are taken with the colour stored under them");
  EXPECT_EQ(warning(png(1, 1, 8, 6, line({1, 2, 3, 255}))), "") << "opaque";
  EXPECT_EQ(
      warning(png(1, 1, 8, 2, line({1, 2, 3}), png_chunk("acTL", big_endian(2) + big_endian(0)))),
      "f: the first of 2 frames is taken");
}

TEST(DecodeImage, ATruncatedFileIsRefusedInSilence) {
  const Bytes jpeg = jpeg_file("gradient.jpg");
  const Bytes half(jpeg.begin(), jpeg.begin() + static_cast<std::ptrdiff_t>(jpeg.size() / 2));
  EXPECT_EQ(message_of(half).substr(0, 14), "f: ends after ");
  const Bytes end = {std::byte{0xff}, std::byte{0xd9}};
  const Bytes without_pixels(jpeg.begin(), jpeg.end() - 40);
  EXPECT_EQ(message_of(without_pixels + end),
            "f: damaged image (Corrupt JPEG data: premature end of data segment)");
}

TEST(DecodeImage, PixelDataTooShortForTheSizeAreRefusedInSilence) {
  const std::string message = message_of(png(2, 2, 8, 2, line({1, 2, 3, 4, 5, 6})));
  EXPECT_EQ(message.substr(0, 16), "f: damaged image");
  EXPECT_EQ(message.find("PRINTED"), std::string::npos) << message;
}

TEST(DecodeImage, PixelDataThatAreNoZlibStreamAreRefusedInSilence) {
  const std::string message =
      message_of(png_signature() + png_header(1, 1, 8, 2) +
                 png_chunk("IDAT", bytes_of("nonsense")) + png_chunk("IEND", {}));
  EXPECT_EQ(message.substr(0, 16), "f: damaged image");
  EXPECT_EQ(message.find("PRINTED"), std::string::npos) << message;
}

class ImageFiles : public testing::Test {
 protected:
  ImageFiles() {
    std::string pattern = testing::TempDir() + "/mrcnn_image_io_XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }

  ~ImageFiles() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
};

TEST_F(ImageFiles, WhatWasWrittenIsReadBack) {
  HostTensor<std::uint8_t, 3> rgb = make_tensor<std::uint8_t>({5, 7, 3});
  for (std::size_t i = 0; i < rgb.size(); ++i) {
    rgb.data()[i] = static_cast<std::uint8_t>(i * 37);
  }
  write_png(folder_ / "a.png", rgb);
  EXPECT_EQ(read_image_file(folder_ / "a.png").image.pixels, rgb);
}

// libpng's own limit is a million, for reading and for writing.
TEST_F(ImageFiles, ALongRowIsWrittenAndReadBack) {
  auto row = make_tensor<std::uint8_t>({1, 1'000'001, 3});
  std::fill(row.begin(), row.end(), std::uint8_t{7});
  write_png(folder_ / "row.png", row);
  EXPECT_EQ(read_image_file(folder_ / "row.png").image.pixels.shape(1), 1'000'001U);
}

TEST_F(ImageFiles, AMissingFileAndAMissingFolderAreErrors) {
  EXPECT_THROW(read_image_file(folder_ / "none.png"), InputError);
  EXPECT_THROW(read_image_file(folder_), InputError);
  const auto rgb = filled_tensor<std::uint8_t>({1, 1, 3}, 9);
  EXPECT_THROW(write_png(folder_ / "none" / "a.png", rgb), OutputError);
}

TEST_F(ImageFiles, OnlyPicturesOfThreeChannelsAreWritten) {
  EXPECT_THROW(write_png(folder_ / "a.png", filled_tensor<std::uint8_t>({2, 2, 4}, 9)), ShapeError);
  EXPECT_THROW(write_png(folder_ / "a.png", make_tensor<std::uint8_t>({0, 2, 3})), ShapeError);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "a.png"));
}

}  // namespace
}  // namespace mrcnn
