#include <algorithm>
#include <cstdint>
#include <span>

#include <gtest/gtest.h>

#include "common/tensor/memory_pages.hpp"

namespace mrcnn {
namespace {

TEST(MemoryPages, BeginOnABoundaryOfHugePagesAndAreZero) {
  std::byte* const pages = map_pages(2 * kHugePage);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(pages) % kHugePage, 0U);
  const std::span<std::byte> bytes(pages, 2 * kHugePage);
  EXPECT_TRUE(
      std::all_of(bytes.begin(), bytes.end(), [](std::byte b) { return b == std::byte{}; }));
  std::fill(bytes.begin(), bytes.end(), std::byte{1});
  unmap_pages(pages, bytes.size());
}

TEST(MemoryPages, APlaceThatIsTakenIsLeftAlone) {
  std::byte* const pages = map_pages(2 * kHugePage);
  pages[kHugePage] = std::byte{7};
  EXPECT_FALSE(map_pages_at(pages + kHugePage, kHugePage));
  EXPECT_EQ(pages[kHugePage], std::byte{7});
  unmap_pages(pages, 2 * kHugePage);
}

TEST(MemoryPages, APlaceThatWasGivenBackCanBeMappedAgain) {
  std::byte* const pages = map_pages(2 * kHugePage);
  pages[0] = std::byte{7};
  unmap_pages(pages, kHugePage);
  ASSERT_TRUE(map_pages_at(pages, kHugePage));
  EXPECT_EQ(pages[0], std::byte{});
  unmap_pages(pages, 2 * kHugePage);
}

}  // namespace
}  // namespace mrcnn
