#include <bit>
#include <limits>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/trace/npy.hpp"

#include "tests/io/test_files.hpp"

namespace mrcnn {
namespace {

using namespace std::string_literals;

std::string floats(std::initializer_list<float> values) {
  std::string out;
  for (const float value : values) {
    const auto bits = std::bit_cast<std::array<char, sizeof value>>(value);
    out.append(bits.data(), bits.size());
  }
  return out;
}

/// A version 1 file with this dictionary.
std::string npy_file(const std::string& dictionary, const std::string& data) {
  const std::string header = dictionary + "\n";
  return "\x93NUMPY\x01\x00"s + static_cast<char>(header.size() % 256) +
         static_cast<char>(header.size() / 256) + header + data;
}

std::string dictionary(const std::string& descr, const std::string& shape) {
  return "{'descr': " + descr + ", 'fortran_order': False, 'shape': " + shape + ", }";
}

std::string refusal(const std::string& file) {
  return message_of<InputError>([&] { parse_npy(bytes_of(file), "a.npy"); });
}

/// What write_npy() makes of an array.
std::vector<std::byte> npy_bytes(const Array& array) {
  const TemporaryFolder folder;
  write_npy(folder / "a.npy", array);
  return read_file(folder / "a.npy", 1U << 20U);
}

/// What numpy.save(np.array([[1, 2, 3]], np.float32)) writes.
std::string numpys_file() {
  return "\x93NUMPY\x01\x00v\x00"s + dictionary("'<f4'", "(1, 3)") + std::string(58, ' ') + "\n" +
         floats({1, 2, 3});
}

TEST(Npy, AFileWrittenByNumpyIsReadAndWrittenByteForByte) {
  ASSERT_EQ(numpys_file().size(), 128U + 12U);
  const Array array = parse_npy(bytes_of(numpys_file()), "a.npy");
  EXPECT_EQ(array.dtype, DType::f32);
  EXPECT_EQ(array.shape, (std::vector<std::size_t>{1, 3}));
  EXPECT_EQ(string_of(array.bytes), floats({1, 2, 3}));
  EXPECT_EQ(string_of(npy_bytes(array)), numpys_file());
}

TEST(Npy, EveryDtypeAndAnyRankComesBackAsItWas) {
  const std::vector<std::vector<std::size_t>> shapes = {
      {}, {3}, {0}, {0, 4}, {5, 0, 7}, {2, 3}, {1, 2, 3, 4}, {1, 1, 1, 1, 1, 1, 1, 1}};
  for (const DType dtype : {DType::f32, DType::i32, DType::u8}) {
    for (const auto& shape : shapes) {
      Array array{dtype, shape, std::vector<std::byte>(element_count(shape) * size_of(dtype))};
      for (std::size_t i = 0; i < array.bytes.size(); ++i) {
        array.bytes[i] = static_cast<std::byte>(i * 37);
      }
      const std::vector<std::byte> file = npy_bytes(array);
      EXPECT_EQ((file.size() - array.bytes.size()) % 64, 0U) << shape_text(shape);
      EXPECT_EQ(parse_npy(file, "a.npy"), array) << shape_text(shape);
    }
  }
}

TEST(Npy, NanAndInfinityAreKeptBitByBit) {
  const float nan = std::bit_cast<float>(0xFFC12345U);
  const std::string data = floats({nan, std::numeric_limits<float>::infinity(), -0.0F});
  const Array array = parse_npy(bytes_of(npy_file(dictionary("'<f4'", "(3,)"), data)), "a.npy");
  EXPECT_EQ(string_of(array.bytes), data);
}

TEST(Npy, BoolIsReadAsBytes) {
  const Array array =
      parse_npy(bytes_of(npy_file(dictionary("'|b1'", "(2,)"), "\x01\x00"s)), "a.npy");
  EXPECT_EQ(array.dtype, DType::u8);
  EXPECT_EQ(string_of(array.bytes), "\x01\x00"s);
}

TEST(Npy, VersionsTwoAndThreeHaveALongerLengthField) {
  const std::string header = dictionary("'|u1'", "(2,)") + "\n";
  for (const char version : {'\x02', '\x03'}) {
    const std::string file = "\x93NUMPY"s + version + "\x00"s + static_cast<char>(header.size()) +
                             "\x00\x00\x00"s + header + "ab";
    EXPECT_EQ(string_of(parse_npy(bytes_of(file), "a.npy").bytes), "ab");
  }
}

TEST(Npy, EveryCutOfAFileIsRefused) {
  const std::string file = numpys_file();
  for (std::size_t size = 0; size < file.size(); ++size) {
    EXPECT_EQ(refusal(file.substr(0, size)).find("a.npy: "), 0U) << size << " bytes";
  }
  EXPECT_EQ(refusal(file.substr(0, 3)),
            "a.npy: not a .npy file; expected it to begin with \\x93NUMPY");
  EXPECT_EQ(refusal(file.substr(0, 7)),
            "a.npy: truncated in its version, expected 8 bytes or more, got 7");
  EXPECT_EQ(refusal(file.substr(0, 9)),
            "a.npy: truncated before its header, expected 10 bytes or more, got 9");
  EXPECT_EQ(refusal(file.substr(0, 127)),
            "a.npy: truncated in its header, expected 118 bytes, got 117");
  EXPECT_EQ(refusal(file.substr(0, 139)),
            "a.npy: f32 (1, 3) has the wrong size, expected 12 bytes of data, got 11");
}

TEST(Npy, BytesAfterTheDataAreRefused) {
  EXPECT_EQ(refusal(numpys_file() + "x"),
            "a.npy: f32 (1, 3) has the wrong size, expected 12 bytes of data, got 13");
}

TEST(Npy, OtherVersionsAreRefused) {
  for (const std::string& version : {"\x00\x00"s, "\x04\x00"s, "\x01\x01"s, "\xFF\x00"s}) {
    EXPECT_NE(refusal("\x93NUMPY"s + version + numpys_file().substr(8))
                  .find("unknown .npy version, expected 1.0 to 3.0"),
              std::string::npos);
  }
}

TEST(Npy, AHeaderLongerThan64KiBIsRefusedBeforeItIsRead) {
  const std::string file = "\x93NUMPY\x02\x00\xFF\xFF\xFF\xFF"s + std::string(1000, ' ');
  EXPECT_EQ(refusal(file),
            "a.npy: the .npy header is too long, expected at most 65536 bytes, got 4294967295");
}

TEST(Npy, ShapesThatOverflowAreRefusedBeforeMemoryIsTaken) {
  const std::string huge = "2147483647, 2147483647, 2147483647";
  EXPECT_NE(refusal(npy_file(dictionary("'|u1'", "(" + huge + ")"), "")).find("too many elements"),
            std::string::npos);
  EXPECT_NE(
      refusal(npy_file(dictionary("'|u1'", "(0, " + huge + ")"), "")).find("too many elements"),
      std::string::npos)
      << "a zero does not hide what overflows beside it";
  // 2^62 elements fit into 64 bits, their 2^64 bytes do not.
  EXPECT_NE(refusal(npy_file(dictionary("'<f4'", "(1073741824, 1073741824, 4)"), ""))
                .find("too many elements"),
            std::string::npos);
  // The sizes fit, but the bytes are not there: nothing of this size is ever allocated.
  EXPECT_NE(refusal(npy_file(dictionary("'<f4'", "(1073741824, 1073741824)"), ""))
                .find("expected 4611686018427387904 bytes of data, got 0"),
            std::string::npos);
}

TEST(Npy, AnArrayWhoseBytesDoNotFitItsShapeIsNotWritten) {
  const TemporaryFolder folder;
  const Array array{DType::f32, {2}, std::vector<std::byte>(7)};
  EXPECT_THROW(write_npy(folder / "a.npy", array), ShapeError);
  EXPECT_TRUE(names_in(folder.path()).empty());
}

TEST(Npy, FilesComeBackAsTheyWereWritten) {
  const TemporaryFolder folder;
  const Array array{DType::u8, {2, 2}, {std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}}};
  write_npy(folder / "a.npy", array);
  EXPECT_EQ(read_npy(folder / "a.npy"), array);
}

TEST(Npy, ErrorsOfAFileBeginWithItsPath) {
  const TemporaryFolder folder;
  put(folder / "a.npy", "");
  EXPECT_EQ(
      message_of<InputError>([&] { read_npy(folder / "a.npy"); }),
      (folder / "a.npy").string() + ": not a .npy file; expected it to begin with \\x93NUMPY");
  EXPECT_THROW(read_npy(folder / "missing.npy"), InputError);
  EXPECT_THROW(write_npy(folder / "missing/a.npy", {DType::u8, {0}, {}}), OutputError);
}

}  // namespace
}  // namespace mrcnn
