#include "common/tensor/memory_pages.hpp"

#include <cstdint>
#include <new>

#include <sys/mman.h>

namespace mrcnn {
namespace {

std::byte* map(std::byte* wish, std::size_t bytes, int flags) noexcept {
  void* const mapped =
      mmap(wish, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
  return mapped == MAP_FAILED ? nullptr : static_cast<std::byte*>(mapped);
}

void ask_for_huge_pages(std::byte* begin, std::size_t bytes) noexcept {
  madvise(begin, bytes, MADV_HUGEPAGE);  // without them it works too
}

}  // namespace

std::byte* map_pages(std::size_t bytes) {
  std::byte* const mapped = map(nullptr, bytes + kHugePage, 0);
  if (mapped == nullptr) {
    throw std::bad_alloc();
  }
  const std::size_t after = reinterpret_cast<std::uintptr_t>(mapped) % kHugePage;
  const std::size_t before = (kHugePage - after) % kHugePage;
  unmap_pages(mapped, before);
  unmap_pages(mapped + before + bytes, kHugePage - before);
  ask_for_huge_pages(mapped + before, bytes);
  return mapped + before;
}

bool map_pages_at(std::byte* begin, std::size_t bytes) noexcept {
  std::byte* const mapped = map(begin, bytes, MAP_FIXED_NOREPLACE);
  if (mapped != begin) {
    unmap_pages(mapped, mapped == nullptr ? 0 : bytes);  // kernels before 4.17 choose another place
    return false;
  }
  ask_for_huge_pages(begin, bytes);
  return true;
}

void unmap_pages(std::byte* begin, std::size_t bytes) noexcept {
  if (bytes > 0) {
    munmap(begin, bytes);
  }
}

}  // namespace mrcnn
