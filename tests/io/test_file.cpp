#include <utility>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "common/error.hpp"
#include "common/io/file.hpp"

#include "tests/io/test_files.hpp"

namespace mrcnn {

namespace {

constexpr std::uint64_t kLimit = 1000;

TEST(ReadFile, EveryByteValueArrives) {
  const TemporaryFolder folder;
  std::string content;
  for (int i = 0; i < 256; ++i) {
    content += static_cast<char>(i);
  }
  put(folder / "all", content);
  EXPECT_EQ(string_of(read_file(folder / "all", kLimit)), content);
  EXPECT_EQ(string_of(FileBytes::open(folder / "all", kLimit).bytes()), content);
}

TEST(ReadFile, AnEmptyFileHasNoBytes) {
  const TemporaryFolder folder;
  put(folder / "empty", "");
  EXPECT_TRUE(read_file(folder / "empty", kLimit).empty());
  EXPECT_TRUE(FileBytes::open(folder / "empty", kLimit).bytes().empty());
}

TEST(ReadFile, AFileAsLargeAsTheLimitIsReadAndOneByteMoreIsRefused) {
  const TemporaryFolder folder;
  put(folder / "five", "12345");
  EXPECT_EQ(string_of(read_file(folder / "five", 5)), "12345");
  const std::string message = message_of<InputError>([&] { read_file(folder / "five", 4); });
  EXPECT_EQ(message,
            (folder / "five").string() + ": is too large, expected at most 4 bytes, got 5");
}

TEST(ReadFile, WhatIsNoRegularFileIsRefusedWithoutBlocking) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  const std::vector<std::pair<std::filesystem::path, std::string>> cases = {
      {folder / "pipe", ": is a pipe or device, expected a regular file"},
      {"/dev/zero", ": is a pipe or device, expected a regular file"},
      {folder.path(), ": is a directory, expected a file"},
      {folder / "nothing", ": cannot be opened: No such file or directory"},
      {folder / std::string(300, 'x'), ": cannot be opened: File name too long"},
  };
  for (const auto& refused : cases) {
    const std::filesystem::path& path = refused.first;
    const std::string message = path.string() + refused.second;
    EXPECT_EQ(message_of<InputError>([&] { read_file(path, kLimit); }), message);
    EXPECT_EQ(message_of<InputError>([&] { FileBytes::open(path, kLimit); }), message);
  }
}

TEST(ReadFile, AFileThatIsLongerThanItsSizeSaysIsRefused) {
  // Files of /proc say that they have 0 bytes, like a file that grows after it was measured.
  EXPECT_EQ(message_of<InputError>([] { read_file("/proc/self/status", kLimit); }),
            "/proc/self/status: changed its size while it was read, expected 0 bytes");
}

TEST(ReadFile, AnEmptyPathAndAStrangeNameAreShownOnOneLine) {
  EXPECT_EQ(message_of<InputError>([] { read_file("", kLimit); }),
            "(empty path): cannot be opened: No such file or directory");
  EXPECT_EQ(message_of<InputError>([] { read_file("a\nb\x1b[2J", kLimit); }),
            "a\\nb\\x1b[2J: cannot be opened: No such file or directory");
}

TEST(ReadBlocks, BlocksTogetherAreTheFile) {
  const TemporaryFolder folder;
  const std::string text(3'000'000, 'a');
  put(folder / "three_blocks", text + "end");
  std::vector<std::byte> joined;
  std::size_t blocks = 0;
  read_blocks(folder / "three_blocks", [&](std::span<const std::byte> block) {
    joined.insert(joined.end(), block.begin(), block.end());
    ++blocks;
  });
  EXPECT_EQ(joined, read_file(folder / "three_blocks", 1U << 22U));
  EXPECT_EQ(blocks, 3U);
  put(folder / "empty", "");
  read_blocks(folder / "empty", [](std::span<const std::byte>) { FAIL(); });
  EXPECT_THROW(read_blocks(folder.path(), [](std::span<const std::byte>) {}), InputError);
}

TEST(FileBytes, MovingItMovesTheBytes) {
  const TemporaryFolder folder;
  put(folder / "a", "first");
  put(folder / "b", "second");
  FileBytes a = FileBytes::open(folder / "a", kLimit);
  FileBytes moved(std::move(a));
  EXPECT_EQ(string_of(moved.bytes()), "first");
  moved = FileBytes::open(folder / "b", kLimit);
  EXPECT_EQ(string_of(moved.bytes()), "second");
}

TEST(FileBytes, BytesStayWhenTheFileIsReplaced) {
  const TemporaryFolder folder;
  put(folder / "a", "before");
  const FileBytes bytes = FileBytes::open(folder / "a", kLimit);
  write_file(folder / "a", "after!");
  EXPECT_EQ(string_of(bytes.bytes()), "before");
  EXPECT_EQ(content_of(folder / "a"), "after!");
}

}  // namespace

}  // namespace mrcnn
