#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/trace/npy_header.hpp"

#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

std::string dictionary(const std::string& descr, const std::string& shape) {
  return "{'descr': " + descr + ", 'fortran_order': False, 'shape': " + shape + ", }";
}

/// Why a header is rejected; it ends with a newline unless told otherwise.
std::string refusal(const std::string& text, const std::string& end = "\n") {
  return message_of<InputError>([&] { parse_npy_header(text + end, "a.npy"); });
}

TEST(NpyHeader, OrderOfKeysQuotesAndSpacesAreFree) {
  const std::vector<std::string> dictionaries = {
      "{'shape': (2,), 'descr': '|u1', 'fortran_order': False}",
      "{\"fortran_order\":False,\"shape\":(2,),\"descr\":\"|u1\"}",
      "  { 'descr' : '|u1' , 'fortran_order' : False , 'shape' : ( 2 , ) , }   "};
  for (const std::string& text : dictionaries) {
    const NpyHeader header = parse_npy_header(text + "\n", "a.npy");
    EXPECT_EQ(header.dtype, DType::u8) << text;
    EXPECT_EQ(header.shape, std::vector<std::size_t>{2}) << text;
  }
}

TEST(NpyHeader, OtherDtypesAreRefusedWithTheWayOut) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"<f8",
       "expected float32, int32, uint8 or bool, got dtype '<f8'; in NumPy: .astype(np.float32)"},
      {"<f2", "got dtype '<f2'; in NumPy: .astype(np.float32)"},
      {"<i8", "got dtype '<i8'; in NumPy: .astype(np.int32)"},
      {"|i1", "got dtype '|i1'; in NumPy: .astype(np.int32)"},
      {"<u2", "got dtype '<u2'; in NumPy: .astype(np.int32)"},
      {"<c8", "expected float32, int32, uint8 or bool, got dtype '<c8'"},
      {"<U5", "expected float32, int32, uint8 or bool, got dtype '<U5'"},
      {">f4",
       "big-endian data cannot be read, expected little-endian, got dtype '>f4'; in NumPy: "
       ".astype('<f4')"},
      {">i8", "big-endian"},
      {"|O", "Python objects are never read"},
      {"", "got dtype ''"},
      {"f4", "got dtype 'f4'"},
      {"<f4 ", "got dtype '<f4 '"},
      {"=f4", "got dtype '=f4'"},
      {"<u1", "got dtype '<u1'"},
  };
  for (const auto& [descr, reason] : cases) {
    const std::string message = refusal(dictionary("'" + descr + "'", "(0,)"));
    EXPECT_NE(message.find(reason), std::string::npos) << descr << ": " << message;
  }
}

TEST(NpyHeader, RecordsAreRefused) {
  EXPECT_EQ(refusal(dictionary("[('x', '<f4')]", "(0,)")),
            "a.npy: records (structured dtypes) cannot be read, expected one plain dtype");
}

TEST(NpyHeader, FortranOrderIsRefusedWithTheWayOut) {
  EXPECT_EQ(refusal("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 1), }"),
            "a.npy: the array is in Fortran order, expected C order; in NumPy: "
            "np.ascontiguousarray(array)");
}

TEST(NpyHeader, WhateverElseTheDictionaryHoldsIsRefused) {
  const std::string u1 = "'|u1'";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "expected a dictionary, got \"\\n\""},
      {"[]", "expected a dictionary"},
      {"{}", "incomplete"},
      {"{'descr': '|u1', 'fortran_order': False, }", "incomplete"},
      {"{'descr': '|u1', 'shape': (2,), }", "incomplete"},
      {"{'fortran_order': False, 'shape': (2,), }", "incomplete"},
      {"{'descr': '|u1', 'fortran_order': False, 'shape': (2,), 'x': 1}", "once each, got \"x\""},
      {"{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (2,)}",
       "once each, got \"descr\""},
      {"{'descr': '|u1', 'fortran_order': False, 'fortran_order': False, 'shape': (2,)}",
       "once each, got \"fortran_order\""},
      {"{'descr': '|u1', 'fortran_order': False, 'shape': (2,), 'shape': (2,)}",
       "once each, got \"shape\""},
      {"{'descr': '|u1' 'fortran_order': False, 'shape': (2,)}", "expected a comma or the end"},
      {"{'descr' '|u1'}", "expected a colon"},
      {"{descr: '|u1'}", "expected a quoted key"},
      {"{'descr: |u1}", "expected a quoted key"},
      {"{'descr': |u1}", "expected a quoted dtype"},
      {"{'descr': '|u1', 'fortran_order': 0, 'shape': (2,)}", "expected True or False"},
      {"{'descr': '|u1', 'fortran_order': False, 'shape': (2,)", "expected a comma or the end"},
      {dictionary(u1, "2"), "expected a tuple"},
      {dictionary(u1, "[2]"), "expected a tuple"},
      {dictionary(u1, "(2)"), "expected a comma, as in (3,)"},
      {dictionary(u1, "(,)"), "expected an extent"},
      {dictionary(u1, "(1,,2)"), "expected an extent"},
      {dictionary(u1, "(1 2)"), "expected a comma"},
      {dictionary(u1, "(-1,)"), "expected an extent of 0 or more, got \"-1,), }\\n\""},
      {dictionary(u1, "(+2,)"), "expected an extent"},
      {dictionary(u1, "(02,)"), "expected an extent"},
      {dictionary(u1, "(2.0,)"), "expected a comma"},
      {dictionary(u1, "(0x2,)"), "expected a comma"},
      {dictionary(u1, "(2L,)"), "expected a comma"},
      {dictionary(u1, "('2',)"), "expected an extent"},
      {dictionary(u1, "(2147483648,)"), "expected extents of at most 2147483647"},
      {dictionary(u1, "(99999999999999999999999999,)"), "expected extents of at most 2147483647"},
      {dictionary(u1, "(2,)") + " x", "expected spaces and one newline"},
      {dictionary(u1, "(2,)") + "\n", "expected spaces and one newline"},
  };
  for (const auto& [text, reason] : cases) {
    const std::string message = refusal(text);
    EXPECT_NE(message.find(reason), std::string::npos) << text << "\n" << message;
    EXPECT_EQ(message.find('\n'), std::string::npos);
  }
  EXPECT_NE(refusal(dictionary(u1, "(2,)"), "").find("one newline"), std::string::npos);
}

TEST(NpyHeader, MoreThan32AxesAreRefused) {
  std::string axes;
  for (int i = 0; i < 32; ++i) {
    axes += "1,";
  }
  EXPECT_EQ(parse_npy_header(dictionary("'|u1'", "(" + axes + ")") + "\n", "a.npy").shape.size(),
            32U);
  EXPECT_EQ(refusal(dictionary("'|u1'", "(" + axes + "1)")),
            "a.npy: the array has too many axes, expected at most 32");
}

}  // namespace
}  // namespace mrcnn
