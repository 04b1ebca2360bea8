#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/io/file.hpp"

#include "stages/program/import/torch/zip_file.hpp"

#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

const std::string kFile = MRCNN_SOURCE_DIR "/tests/import/torch/plain.pth";

std::vector<std::byte> archive() {
  return read_file(kFile, 1U << 20U);
}

std::string refusal(const std::vector<std::byte>& bytes) {
  return message_of<InputError>([&] { read_zip(bytes, "a.zip"); });
}

TEST(ZipFile, AnArchiveIsKnownByItsFirstBytes) {
  EXPECT_TRUE(is_zip(archive()));
  EXPECT_FALSE(is_zip({}));
  EXPECT_FALSE(is_zip(read_file(MRCNN_SOURCE_DIR "/tests/import/torch/legacy.pth", 1U << 20U)));
}

TEST(ZipFile, EntriesAreFoundByNameWithTheirContents) {
  const std::vector<std::byte> bytes = archive();
  const auto entries = read_zip(bytes, "a.zip");
  ASSERT_EQ(entries.count("plain/version"), 1U);
  const auto version = entries.at("plain/version");
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(version.data()), version.size()), "3\n");
  EXPECT_EQ(entries.at("plain/data/0").size(), 12 * sizeof(float));
}

TEST(ZipFile, AnEntryThatIsEncryptedOrCompressedIsLeftOut) {
  const std::vector<std::byte> whole = archive();
  const std::array<std::byte, 4> mark = {std::byte{'P'}, std::byte{'K'}, std::byte{1},
                                         std::byte{2}};
  const auto first = std::search(whole.begin(), whole.end(), mark.begin(), mark.end());
  const auto entry = static_cast<std::size_t>(first - whole.begin());
  const std::size_t entries = read_zip(whole, "a.zip").size();
  for (const std::size_t field : {8U, 10U, 20U}) {  // flags, method, size in the archive
    std::vector<std::byte> other = whole;
    other.at(entry + field) ^= std::byte{1};
    EXPECT_EQ(read_zip(other, "a.zip").size(), entries - 1) << field;
  }
}

TEST(ZipFile, AnArchiveThatIsCutShortIsRefusedAtEveryLength) {
  const std::vector<std::byte> whole = archive();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const std::vector<std::byte> part(whole.begin(),
                                      whole.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT_EQ(refusal(part).rfind("a.zip: is a damaged zip archive: ", 0), 0U) << length;
  }
}

TEST(ZipFile, NoBrokenByteOfTheListReadsOutsideTheFile) {
  const std::vector<std::byte> whole = archive();
  const std::size_t list = whole.size() - 600;
  for (std::size_t at = list; at < whole.size(); ++at) {
    for (const unsigned value : {0U, 0x7FU, 0xFFU}) {
      std::vector<std::byte> broken = whole;
      broken[at] = static_cast<std::byte>(value);
      try {
        for (const auto& [name, contents] : read_zip(broken, "a.zip")) {
          EXPECT_LE(contents.data() + contents.size(), broken.data() + broken.size());
        }
      } catch (const InputError&) {
      }
    }
  }
}

}  // namespace
}  // namespace mrcnn
