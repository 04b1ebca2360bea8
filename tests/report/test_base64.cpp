#include <gtest/gtest.h>

#include "viz/report/base64.hpp"

namespace mrcnn {
namespace {

std::string encoded(const std::string& text) {
  return base64(std::as_bytes(std::span(text)));
}

// RFC 4648, section 10
TEST(Base64, TestVectorsOfTheStandard) {
  EXPECT_EQ(encoded(""), "");
  EXPECT_EQ(encoded("f"), "Zg==");
  EXPECT_EQ(encoded("fo"), "Zm8=");
  EXPECT_EQ(encoded("foo"), "Zm9v");
  EXPECT_EQ(encoded("foobar"), "Zm9vYmFy");
}

TEST(Base64, BytesAboveAsciiUseTheLastTwoDigits) {
  EXPECT_EQ(encoded("\xFB\xEF\xBF"),
            "++"
            "+/");
  EXPECT_EQ(encoded("\xFF\xFF\xFF"), "////");
}

}  // namespace
}  // namespace mrcnn
