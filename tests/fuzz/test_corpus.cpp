#include <filesystem>

#include <gtest/gtest.h>

#include "common/io/file.hpp"

#include "tests/fuzz/readers.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

// Inputs that once broke a reader, and one that each accepts (tests/fuzz/README.md). Every prefix
// of a short file is read, too.
TEST(Corpus, NoReaderBreaksOnAnyOfItsFiles) {
  constexpr std::uint64_t kLimit = std::uint64_t{1} << 20U;
  constexpr std::size_t kShort = 4096;
  for (const auto& [name, read] : fuzzed_readers()) {
    const fs::path folder = fs::path(MRCNN_FUZZ_CORPUS) / name;
    ASSERT_TRUE(fs::is_directory(folder)) << folder;
    for (const auto& entry : fs::directory_iterator(folder)) {
      const std::vector<std::byte> bytes = read_file(entry.path(), kLimit);
      const std::size_t shortest = bytes.size() <= kShort ? 0 : bytes.size();
      for (std::size_t size = shortest; size <= bytes.size(); ++size) {
        EXPECT_NO_THROW(read(std::span(bytes).first(size))) << entry.path() << ", " << size;
      }
    }
  }
}

}  // namespace
}  // namespace mrcnn
