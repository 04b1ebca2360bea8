#include <gtest/gtest.h>

#include "viz/report/gzip.hpp"

#include "tests/report/unpacked.hpp"

namespace mrcnn {
namespace {

std::vector<std::byte> noise(std::size_t count) {
  std::vector<std::byte> bytes(count);
  std::uint32_t state = 1;
  for (std::byte& b : bytes) {
    state = state * 1664525U + 1013904223U;
    b = static_cast<std::byte>(state >> 24U);
  }
  return bytes;
}

TEST(Gzip, NothingIsAWholeFileToo) {
  EXPECT_TRUE(gunzip(gzip({}), 0).empty());
}

TEST(Gzip, WhatCannotBeCompressedComesBack) {
  const std::vector<std::byte> bytes = noise(200'000);  // more than the output buffer at once
  EXPECT_EQ(gunzip(gzip(bytes), bytes.size()), bytes);
}

TEST(Gzip, EqualBytesBecomeSmall) {
  const std::vector<std::byte> bytes(100'000, std::byte{7});
  const std::vector<std::byte> packed = gzip(bytes);
  EXPECT_LT(packed.size(), 300U);
  EXPECT_EQ(gunzip(packed, bytes.size()), bytes);
}

TEST(Gzip, TheFileHoldsNoDate) {
  const std::vector<std::byte> packed = gzip(noise(10));
  for (std::size_t i = 4; i < 8; ++i) {
    EXPECT_EQ(packed[i], std::byte{0});
  }
}

}  // namespace
}  // namespace mrcnn
