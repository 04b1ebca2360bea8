#include <limits>

#include <gtest/gtest.h>

#include "common/coco/rle.hpp"
#include "common/error.hpp"

#include "tests/coco/drawn_mask.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

using Counts = std::vector<std::uint32_t>;

const std::vector<std::string> kHook = {
    ".##.",
    ".#..",
    "....",
};

std::vector<std::uint8_t> decoded(const Rle& rle) {
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(rle.size.height * rle.size.width), 0);
  draw_rle(rle, pixels);
  return pixels;
}

std::string message_of(const std::string& counts, ImageSize size) {
  return mrcnn::message_of<InputError>([&] { rle_from_compressed(counts, size, "m"); });
}

TEST(Rle, RunsGoDownTheColumnsAndStartWithZeros) {
  const DrawnMask mask = drawn(kHook);
  EXPECT_EQ(encode_rle(mask.pixels, mask.size).counts, (Counts{3, 2, 1, 1, 5}));
}

TEST(Rle, AMaskThatStartsWithAnObjectHasAnEmptyFirstRun) {
  const DrawnMask mask = drawn({"#.", "#."});
  EXPECT_EQ(encode_rle(mask.pixels, mask.size).counts, (Counts{0, 2, 2}));
}

TEST(Rle, AMaskThatEndsWithAnObjectHasNoLastRunOfZeros) {
  const DrawnMask mask = drawn({"..", ".#"});
  EXPECT_EQ(encode_rle(mask.pixels, mask.size).counts, (Counts{3, 1}));
}

TEST(Rle, ARunContinuesFromTheBottomOfAColumnToTheTopOfTheNext) {
  const DrawnMask mask = drawn({".#", "#."});
  EXPECT_EQ(encode_rle(mask.pixels, mask.size).counts, (Counts{1, 2, 1}));
}

TEST(Rle, EmptyAndFullMasks) {
  const DrawnMask empty = drawn({"...", "..."});
  EXPECT_EQ(encode_rle(empty.pixels, empty.size).counts, (Counts{6}));
  const DrawnMask full = drawn({"###", "###"});
  EXPECT_EQ(encode_rle(full.pixels, full.size).counts, (Counts{0, 6}));
}

TEST(Rle, EveryMaskOfNinePixelsSurvivesEncodingTextAndDecoding) {
  const ImageSize size{3, 3};
  for (unsigned bits = 0; bits < 512; ++bits) {
    std::vector<std::uint8_t> pixels(9);
    for (unsigned i = 0; i < 9; ++i) {
      pixels[i] = static_cast<std::uint8_t>(bits >> i & 1U);
    }
    const Rle rle = encode_rle(pixels, size);
    ASSERT_EQ(picture(decoded(rle), size), picture(pixels, size));
    ASSERT_EQ(rle_from_compressed(compressed_counts(rle), size, "m"), rle);
    ASSERT_EQ(rle_area(rle), __builtin_popcount(bits));
  }
}

TEST(Rle, AnyValueButZeroIsPartOfTheObject) {
  EXPECT_EQ(encode_rle(std::vector<std::uint8_t>{0, 255, 7}, {1, 3}).counts, (Counts{1, 2}));
}

TEST(Rle, TheBoxIsTightAndItsFarSideLiesBehindTheLastPixel) {
  const DrawnMask mask = drawn(kHook);
  EXPECT_EQ(mask_box(mask.pixels, mask.size), (PixelBox{1, 0, 2, 2}));
  const DrawnMask empty = drawn({"..", ".."});
  EXPECT_EQ(mask_box(empty.pixels, empty.size), PixelBox{});
}

TEST(Rle, DrawingKeepsWhatIsThere) {
  DrawnMask canvas = drawn({"#...", "....", "...#"});
  const DrawnMask hook = drawn(kHook);
  draw_rle(encode_rle(hook.pixels, hook.size), canvas.pixels);
  EXPECT_EQ(picture(canvas.pixels, canvas.size),
            (std::vector<std::string>{"###.", ".#..", "...#"}));
}

// 3 '3', 2 '2', 1 '1', then 1 - 2 = -1: digit 31, sign set, char 31 + 48 = 'O'; 5 - 1 = 4: '4'.
TEST(RleText, DifferencesToTheRunTwoBeforeStartWithTheFourth) {
  const Rle hook{{3, 4}, {3, 2, 1, 1, 5}};
  EXPECT_EQ(compressed_counts(hook), "321O4");
  EXPECT_EQ(rle_from_compressed("321O4", {3, 4}, "m"), hook);
}

// 100 = 3 * 32 + 4: 4 with the continue bit is 4 + 32 + 48 = 'T', then '3'.
// 16 has the sign bit set, so a 0 must follow: 16 + 32 + 48 = '`', '0'.
TEST(RleText, LongNumbersTakeSeveralCharactersLowDigitsFirst) {
  EXPECT_EQ(compressed_counts({{1, 116}, {100, 16}}), "T3`0");
  EXPECT_EQ(rle_from_compressed("T3`0", {1, 116}, "m").counts, (Counts{100, 16}));
}

// The fourth number is 1 - 17 = -16: digit 16, and what is left is -1, so one character: 16 + 48 =
// '@'.
TEST(RleText, NegativeDifferencesEndWithTheSignBit) {
  EXPECT_EQ(compressed_counts({{1, 22}, {2, 17, 2, 1}}), "2a02@");
  EXPECT_EQ(rle_from_compressed("2a02@", {1, 22}, "m").counts, (Counts{2, 17, 2, 1}));
}

TEST(RleText, RunsOfTheLargestMaskSurvive) {
  const auto half = static_cast<std::uint32_t>(kMaxImagePixels / 2);
  const Rle rle{{1 << 13, 1 << 13}, {0, half, 1, half - 1}};
  EXPECT_EQ(rle_from_compressed(compressed_counts(rle), rle.size, "m"), rle);
}

TEST(RleText, BrokenTextIsRefusedWithTheReason) {
  const ImageSize size{3, 4};
  EXPECT_EQ(message_of("321O3", size), "m: run lengths add up to 11, expected 12 (3x4)");
  EXPECT_EQ(message_of("321O5", size),
            "m: run 4 has length 6, expected 0 to 5 (what is left of 3x4)");
  EXPECT_EQ(message_of("3O", size),
            "m: run 1 has length -1, expected 0 to 9 (what is left of 3x4)");
  EXPECT_EQ(message_of("", size), "m: run lengths add up to 0, expected 12 (3x4)");
  EXPECT_EQ(message_of("<T", size), "m: the counts end in the middle of a number");
  EXPECT_EQ(
      message_of("3 ", size),
      "m: character 1 of the counts has code 32, expected 48 to 111 and at most 12 in a number");
  EXPECT_EQ(
      message_of("\xff", size),
      "m: character 0 of the counts has code 255, expected 48 to 111 and at most 12 in a number");
  EXPECT_EQ(
      message_of(std::string(20, 'o'), size),
      "m: character 12 of the counts has code 111, expected 48 to 111 and at most 12 in a number");
}

TEST(RleText, AHugeMaskIsRefusedBeforeItIsAllocated) {
  EXPECT_EQ(message_of("0", {1 << 20, 1 << 20}),
            "m: size (height x width) 1048576x1048576, expected 1 to 67108864 pixels");
  EXPECT_EQ(message_of("0", {0, 5}), "m: size (height x width) 0x5, expected 1 to 67108864 pixels");
  EXPECT_EQ(message_of("0", {-2, -2}),
            "m: size (height x width) -2x-2, expected 1 to 67108864 pixels");
}

TEST(RleCounts, AListIsHeldToTheSameRules) {
  const ImageSize size{2, 2};
  const auto from = [&](const std::vector<std::int64_t>& counts) {
    return rle_from_counts(counts, size, "m");
  };
  EXPECT_EQ(from({1, 2, 1}).counts, (Counts{1, 2, 1}));
  EXPECT_EQ(from({1, 0, 3}).counts, (Counts{1, 0, 3}));
  EXPECT_THROW(from({1, 2}), InputError);
  EXPECT_THROW(from({1, 4}), InputError);
  EXPECT_THROW(from({5, -1}), InputError);
  EXPECT_THROW(from({std::numeric_limits<std::int64_t>::max(), 5}), InputError);
  EXPECT_THROW(from({std::numeric_limits<std::int64_t>::min(), 5}), InputError);
  EXPECT_THROW(from({}), InputError);
}

TEST(Rle, AMaskOfAnotherSizeIsABrokenContract) {
  std::vector<std::uint8_t> pixels(6, 0);
  EXPECT_THROW(encode_rle(pixels, {2, 2}), ShapeError);
  EXPECT_THROW(mask_box(pixels, {-2, -3}), ShapeError);
  EXPECT_THROW(draw_rle({{2, 2}, {4}}, pixels), ShapeError);
  EXPECT_THROW(draw_rle({{2, 3}, {4, 3}}, pixels), ShapeError);
}

}  // namespace
}  // namespace mrcnn
