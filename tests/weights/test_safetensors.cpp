#include <utility>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/weights/safetensors.hpp"

#include "tests/io/test_files.hpp"
#include "tests/weights/safetensors_bytes.hpp"

namespace mrcnn {

namespace {

using namespace std::string_literals;
using Shape = std::vector<std::size_t>;

std::string refusal(const std::string& file) {
  return message_of<InputError>([&] { parse_safetensors(bytes_of(file), "m.safetensors"); });
}

std::string entry(const std::string& dtype, const std::string& shape, const std::string& offsets) {
  return R"({"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}";
}

TEST(Safetensors, TensorsAreViewsOfTheBytesInAnyOrder) {
  const std::string file =
      safetensors_bytes(R"({"b":)" + entry("F32", "[1,2]", "[2,10]") + R"(,"a":)" +
                            entry("F16", "[]", "[0,2]") + R"(,"__metadata__":{"format":"pt"}})",
                        "aaBBBBbbbb");
  const SafetensorsContents contents = parse_safetensors(bytes_of(file), "m.safetensors");
  ASSERT_EQ(contents.tensors.size(), 2U);
  const StoredTensor& a = contents.tensors.at("a");
  const StoredTensor& b = contents.tensors.at("b");
  EXPECT_EQ(a.dtype, "F16");
  EXPECT_EQ(a.shape, Shape{});
  EXPECT_EQ(string_of(a.data), "aa");
  EXPECT_EQ(b.shape, (Shape{1, 2}));
  EXPECT_EQ(string_of(b.data), "BBBBbbbb");
  EXPECT_EQ(static_cast<const void*>(b.data.data() + 8), file.data() + file.size());
  EXPECT_EQ(contents.metadata, (std::map<std::string, std::string>{{"format", "pt"}}));
}

TEST(Safetensors, UnusualButLegalFilesAreRead) {
  const std::vector<std::pair<std::string, std::size_t>> cases = {
      {safetensors_bytes("{}", ""), 0},
      {safetensors_bytes("{}     ", ""), 0},
      {safetensors_bytes("  \n{}\t\r\n", ""), 0},
      {safetensors_bytes(R"({"__metadata__":{}})", ""), 0},
      {safetensors_bytes(R"({"a":)" + entry("F32", "[0]", "[0,0]") + "}", ""), 1},
      {safetensors_bytes(R"({"a":)" + entry("F32", "[0,4]", "[1,1]") + R"(,"b":)" +
                             entry("U8", "[1]", "[0,1]") + R"(,"c":)" +
                             entry("U8", "[1]", "[1,2]") + "}",
                         "xy"),
       3},
      {safetensors_bytes(R"({"":)" + entry("F4", "[4]", "[0,2]") + "}", "xy"), 1},
      {safetensors_bytes(R"({"a":)" + entry("F6_E3M2", "[4]", "[0,3]") + "}", "xyz"), 1},
  };
  for (const auto& [file, count] : cases) {
    EXPECT_EQ(parse_safetensors(bytes_of(file), "m").tensors.size(), count) << one_line(file);
  }
}

TEST(Safetensors, EveryDtypeHasItsSize) {
  const std::vector<std::pair<std::string, std::size_t>> cases = {
      {"BOOL", 8},    {"U8", 8},      {"I8", 8},          {"I16", 16},        {"U16", 16},
      {"F16", 16},    {"BF16", 16},   {"I32", 32},        {"U32", 32},        {"F32", 32},
      {"F64", 64},    {"I64", 64},    {"U64", 64},        {"C64", 64},        {"F8_E4M3", 8},
      {"F8_E5M2", 8}, {"F8_E8M0", 8}, {"F8_E4M3FNUZ", 8}, {"F8_E5M2FNUZ", 8}, {"F6_E2M3", 6},
      {"F6_E3M2", 6}, {"F4", 4}};
  for (const auto& [dtype, bits] : cases) {
    const std::size_t size = bits;  // of eight elements, in bytes
    const std::string file = safetensors_bytes(
        R"({"a":)" + entry(dtype, "[2,4]", "[0," + std::to_string(size) + "]") + "}",
        std::string(size, 'x'));
    EXPECT_EQ(parse_safetensors(bytes_of(file), "m").tensors.at("a").data.size(), size) << dtype;
  }
}

TEST(Safetensors, ALengthFieldThatLiesIsRefused) {
  const std::string help = "; mrcnn model convert reads files of torch.save, Keras and detectron2";
  EXPECT_EQ(refusal(""),
            "m.safetensors: is not a .safetensors file, expected 8 bytes or more, got 0" + help);
  EXPECT_EQ(refusal("\x02\0\0\0\0\0\0"s),
            "m.safetensors: is not a .safetensors file, expected 8 bytes or more, got 7" + help);
  EXPECT_EQ(refusal("\x03\0\0\0\0\0\0\0{}"s),
            "m.safetensors: is cut off in its header, expected 3 bytes, got 2");
  // 100,000,001; then the largest number there is, to which 8 cannot be added.
  EXPECT_EQ(
      refusal("\x01\xE1\xF5\x05\0\0\0\0{}"s),
      "m.safetensors: is not a .safetensors file, expected a header of at most 100000000 bytes, "
      "got 100000001" +
          help);
  EXPECT_NE(refusal("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF{}"s).find("got 18446744073709551615"),
            std::string::npos);
  EXPECT_NE(refusal("\x00\xE1\xF5\x05\0\0\0\0{}"s).find("cut off in its header"),
            std::string::npos);
}

TEST(Safetensors, AHeaderThatIsNoStrictJsonIsRefused) {
  for (const std::string& header : {""s, "{"s, "{} {}"s, "{}\0"s, "{\"a\xFF\":1}"s, "{'a':1}"s,
                                    "{\"a\":"s + std::string(100, '[')}) {
    EXPECT_EQ(refusal(safetensors_bytes(header, "")).find("m.safetensors: invalid JSON: "), 0U)
        << refusal(safetensors_bytes(header, ""));
  }
  const std::string tensor = entry("U8", "[1]", "[0,1]");
  EXPECT_EQ(refusal(safetensors_bytes("{\"a\":" + tensor + ",\"a\":" + tensor + "}", "x")),
            "m.safetensors: invalid JSON: the key \"a\" occurs twice in one object");
  EXPECT_NE(
      refusal(safetensors_bytes(R"({"__metadata__":{"k":"1","k":"2"}})", "")).find("occurs twice"),
      std::string::npos);
}

TEST(Safetensors, EveryRuleOfTheHeaderIsChecked) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"[]", "the header is not a JSON object"},
      {R"({"__metadata__":1})", "__metadata__ is not a JSON object"},
      {R"({"__metadata__":{"a":1}})", "__metadata__: the value of a is not a string"},
      {R"({"__metadata__":{"a":null}})", "__metadata__: the value of a is not a string"},
      {R"({"t":1})", "tensor t: its entry is not a JSON object"},
      {R"({"t":{"shape":[4],"data_offsets":[0,4]}})", "tensor t: dtype is missing"},
      {R"({"t":{"dtype":"U8","data_offsets":[0,4]}})", "tensor t: shape is missing"},
      {R"({"t":{"dtype":"U8","shape":[4]}})", "tensor t: data_offsets is missing"},
      {R"({"t":{"dtype":8,"shape":[4],"data_offsets":[0,4]}})", "tensor t: dtype is not a string"},
      {R"({"t":)" + entry("U9", "[4]", "[0,4]") + "}", "tensor t: unknown dtype U9"},
      {R"({"t":)" + entry("f32", "[1]", "[0,4]") + "}", "tensor t: unknown dtype f32"},
      {R"({"t":)" + entry("U8", "4", "[0,4]") + "}", "tensor t: shape is not a list"},
      {R"({"t":)" + entry("U8", "[-4]", "[0,4]") + "}",
       "tensor t: shape holds values other than integers"},
      {R"({"t":)" + entry("U8", "[4.0]", "[0,4]") + "}",
       "tensor t: shape holds values other than integers"},
      {R"({"t":)" + entry("U8", "[\"4\"]", "[0,4]") + "}",
       "tensor t: shape holds values other than integers"},
      {R"({"t":)" + entry("U8", "[18446744073709551616]", "[0,4]") + "}",
       "tensor t: shape holds values other than integers"},
      {R"({"t":)" + entry("U8", "[true]", "[0,4]") + "}",
       "tensor t: shape holds values other than integers"},
      {R"({"t":)" + entry("U8", "[4]", "{}") + "}", "tensor t: data_offsets is not a list"},
      {R"({"t":)" + entry("U8", "[4]", "[4]") + "}",
       "tensor t: data_offsets has 1 number, expected 2"},
      {R"({"t":)" + entry("U8", "[4]", "[0,4,4]") + "}",
       "tensor t: data_offsets has 3 numbers, expected 2"},
      {R"({"t":)" + entry("U8", "[4]", "[-1,3]") + "}",
       "tensor t: data_offsets holds values other than integers"},
      {R"({"t":)" + entry("U8", "[4]", "[4,0]") + "}",
       "tensor t: data_offsets [4, 0] are not a range"},
      {R"({"t":)" + entry("U8", "[5]", "[0,5]") + "}",
       "tensor t: data_offsets [0, 5] are not a range within the data's 4 bytes"},
      {R"({"t":)" + entry("U8", "[4]", "[18446744073709551612,18446744073709551615]") + "}",
       "are not a range within the data's 4 bytes"},
      {R"({"t":)" + entry("U8", "[3]", "[0,4]") + "}",
       "tensor t: U8 (3,) has the wrong size, expected 3 bytes, got 4"},
      {R"({"t":)" + entry("F32", "[]", "[0,1]") + "}",
       "tensor t: F32 () has the wrong size, expected 4 bytes, got 1"},
      {R"({"t":)" + entry("F4", "[7]", "[0,4]") + "}",
       "tensor t: F4 (7,) does not fill whole bytes"},
      {R"({"t":)" + entry("F32", "[4294967296,4294967296]", "[0,4]") + "}",
       "tensor t: its shape has too many elements"},
      {R"({"t":)" + entry("F32", "[4611686018427387904]", "[0,0]") + "}",
       "tensor t: its shape has too many elements"},
      {R"({"t":)" + entry("F32", "[0,4294967296,4294967296]", "[0,0]") + "}",
       "tensor t: its shape has too many elements"},
  };
  for (const auto& [header, reason] : cases) {
    const std::string message = refusal(safetensors_bytes(header, "data"));
    EXPECT_NE(message.find(reason), std::string::npos) << header << "\n" << message;
  }
}

TEST(Safetensors, TensorsMustCoverTheDataOnceAndCompletely) {
  const auto two = [](const std::string& first, const std::string& second) {
    return safetensors_bytes(
        R"({"a":)" + entry("U8", "[2]", first) + R"(,"b":)" + entry("U8", "[2]", second) + "}",
        "12345");
  };
  EXPECT_EQ(
      refusal(two("[0,2]", "[1,3]")),
      "m.safetensors: tensor b: overlaps the tensor before it, expected to begin at 2, got 1");
  EXPECT_EQ(
      refusal(two("[0,2]", "[0,2]")),
      "m.safetensors: tensor b: overlaps the tensor before it, expected to begin at 2, got 0");
  EXPECT_EQ(refusal(two("[3,5]", "[0,2]")),
            "m.safetensors: tensor a: leaves a gap before it, expected to begin at 2, got 3");
  EXPECT_EQ(refusal(two("[1,3]", "[3,5]")),
            "m.safetensors: tensor a: leaves a gap before it, expected to begin at 0, got 1");
  EXPECT_EQ(refusal(two("[0,2]", "[2,4]")),
            "m.safetensors: has data outside all tensors, expected 4 bytes, got 5");
  EXPECT_EQ(refusal(safetensors_bytes("{}", "x")),
            "m.safetensors: has data outside all tensors, expected 0 bytes, got 1");
}

TEST(Safetensors, EveryCutOfAFileIsRefused) {
  const std::string file = safetensors_bytes(
      R"({"a":)" + entry("F32", "[2]", "[0,8]") + R"(,"__metadata__":{"k":"v"}})", "12345678");
  EXPECT_EQ(parse_safetensors(bytes_of(file), "m").tensors.size(), 1U);
  for (std::size_t size = 0; size < file.size(); ++size) {
    EXPECT_EQ(refusal(file.substr(0, size)).find("m.safetensors: "), 0U) << size << " bytes";
  }
}

TEST(Safetensors, AStrangeTensorNameIsShownOnOneShortLine) {
  const std::string message =
      refusal(safetensors_bytes(R"({"\u001b[2J\n)" + std::string(1000, 'x') + R"(":1})", ""));
  EXPECT_EQ(message.find("m.safetensors: tensor \\x1b[2J\\nxxx"), 0U) << message;
  EXPECT_LT(message.size(), 160U);
}

TEST(Safetensors, AFileOnDiskIsReadAndNamedInErrors) {
  const TemporaryFolder folder;
  put(folder / "good.safetensors",
      safetensors_bytes(R"({"a":)" + entry("U8", "[2]", "[0,2]") + "}", "xy"));
  put(folder / "bad.safetensors", "short");
  const Safetensors good(folder / "good.safetensors");
  EXPECT_EQ(string_of(good.contents().tensors.at("a").data), "xy");
  EXPECT_EQ(
      message_of<InputError>([&] { Safetensors{folder / "bad.safetensors"}; }),
      (folder / "bad.safetensors").string() +
          ": is not a .safetensors file, expected 8 bytes or more, got 5; mrcnn model convert "
          "reads files of torch.save, Keras and detectron2");
  EXPECT_THROW(Safetensors{folder / "missing"}, InputError);
  EXPECT_THROW(Safetensors{folder.path()}, InputError);
}

}  // namespace

}  // namespace mrcnn
