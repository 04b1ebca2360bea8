#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/io/file.hpp"

#include "stages/program/import/torch/torch_file.hpp"

namespace mrcnn {
namespace {

using Bytes = std::vector<std::byte>;

/// SplitMix64: the same mutations in every run.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::size_t below(std::size_t limit) {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state_;
    z = (z ^ z >> 30U) * 0xBF58476D1CE4E5B9U;
    z = (z ^ z >> 27U) * 0x94D049BB133111EBU;
    return static_cast<std::size_t>((z ^ z >> 31U) % limit);
  }

 private:
  std::uint64_t state_;
};

/// One to four changes: a byte, a run of one byte, a piece moved elsewhere, a cut.
Bytes mutated(Bytes bytes, Random& random) {
  for (std::size_t change = random.below(4) + 1; change > 0 && bytes.size() > 16; --change) {
    const std::size_t at = random.below(bytes.size());
    const std::size_t length = std::min(random.below(8) + 1, bytes.size() - at);
    const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(at);
    switch (random.below(8)) {
      case 0:
        bytes.resize(at);
        break;
      case 1:
        std::fill_n(begin, length, random.below(2) == 0 ? std::byte{0} : std::byte{0xFF});
        break;
      case 2: {
        const std::size_t to = random.below(bytes.size() - length + 1);
        std::copy_n(begin, length, bytes.begin() + static_cast<std::ptrdiff_t>(to));
        break;
      }
      default:
        *begin = static_cast<std::byte>(random.below(256));
    }
  }
  return bytes;
}

/// Reads everything, or is refused. Anything else fails the test or the sanitizers.
bool is_read(const Bytes& bytes) {
  try {
    const TorchFile file = read_torch_file(bytes, "FILE");
    for (const auto& [name, tensor] : file.tensors) {
      (void)values_of(tensor, name, "FILE");
    }
    return true;
  } catch (const InputError& error) {
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << error.what();
    return false;
  }
}

TEST(HostileTorchFiles, AreReadOrRefused) {
  constexpr int kMutations = 400;
  constexpr std::uint64_t kLargest = 1U << 16U;
  Random random(1);
  std::size_t read = 0;
  std::size_t files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(MRCNN_SOURCE_DIR "/tests/import/torch")) {
    if (entry.path().extension() == ".md" || entry.file_size() > kLargest / 2) {
      continue;
    }
    const Bytes whole = read_file(entry.path(), kLargest);
    ++files;
    for (int i = 0; i < kMutations; ++i) {
      read += is_read(mutated(whole, random)) ? 1 : 0;
    }
  }
  EXPECT_GT(files, 15U);
  EXPECT_GT(read, files * kMutations / 40) << "mutations that hit numbers are read";
}

// A dictionary in itself, and a module that contains itself twice.
TEST(HostileTorchFiles, WhatRefersToItselfEnds) {
  using namespace std::string_literals;
  const std::string dictionary = "}q\0X\x01\0\0\0ah\0s."s;
  EXPECT_FALSE(is_read(
      {std::as_bytes(std::span(dictionary)).begin(), std::as_bytes(std::span(dictionary)).end()}));
  const std::string module = "cm\nC\n)Rq\0}X\x08\0\0\0_modules(X\x01\0\0\0ah\0X\x01\0\0\0bh\0dsb."s;
  EXPECT_FALSE(
      is_read({std::as_bytes(std::span(module)).begin(), std::as_bytes(std::span(module)).end()}));
}

}  // namespace
}  // namespace mrcnn
