#include "common/tensor/buffer_pool.hpp"

#include <algorithm>
#include <mutex>

#include "common/tensor/free_ranges.hpp"
#include "common/tensor/keep_buffers.hpp"
#include "common/tensor/memory_pages.hpp"

namespace mrcnn {
namespace {

constexpr std::size_t kAlignment = 64;  // bytes of a cache line
constexpr std::size_t kPage = 4096;
constexpr std::size_t kSmallestPooled = std::size_t{1} << 20U;
// Held however little was in use: a small network then never asks the system for memory.
constexpr std::size_t kAlwaysHeld = std::size_t{256} << 20U;
constexpr std::size_t kTooLarge = std::size_t{1} << 40U;  // more than any machine has for one array

std::size_t round_up(std::size_t bytes, std::size_t unit) {
  return (bytes + unit - 1) / unit * unit;
}

class BufferPool {
 public:
  void* take(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    auto range = free_.take(bytes);
    if (!range.has_value()) {
      fetch(bytes);
      range = free_.take(bytes);
    }
    if (!range.has_value()) {
      throw std::bad_alloc();
    }
    in_use_ += bytes;
    most_in_use_ = std::max(most_in_use_, in_use_);
    release_down_to(std::max(most_in_use_ / 16 * 17, kAlwaysHeld) - in_use_);
    return range->begin;
  }

  void give_back(void* buffer, std::size_t bytes) noexcept {
    const std::lock_guard lock(mutex_);
    in_use_ -= bytes;
    add({static_cast<std::byte*>(buffer), bytes});
    release_if_idle();
  }

  void add_keepers(int count) noexcept {
    const std::lock_guard lock(mutex_);
    keepers_ += count;
    release_if_idle();
  }

  BufferPoolUse use() {
    const std::lock_guard lock(mutex_);
    return {in_use_, free_.bytes(), fetched_};
  }

 private:
  /// Makes a range of at least `bytes` bytes free. The new memory lies below the last one fetched
  /// if it can, so that the two become one, and is only what is missing there.
  void fetch(std::size_t bytes) {
    const std::size_t missing =
        round_up(bytes - std::min(bytes, free_.bytes_at(lowest_)), kHugePage);
    if (lowest_ != nullptr && map_pages_at(lowest_ - missing, missing)) {
      add_fetched({lowest_ - missing, missing});
      return;
    }
    bytes = round_up(bytes, kHugePage);
    try {
      add_fetched({map_pages(bytes), bytes});
    } catch (const std::bad_alloc&) {
      release_down_to(0);  // what is free in pieces may be what is missing
      add_fetched({map_pages(bytes), bytes});
    }
  }

  void add_fetched(MemoryRange range) noexcept {
    lowest_ = range.begin;
    ++fetched_;
    add(range);
  }

  void add(MemoryRange range) noexcept {
    try {
      free_.add(range);
    } catch (const std::bad_alloc&) {
      unmap_pages(range.begin, range.bytes);
    }
  }

  void release_if_idle() noexcept {
    if (in_use_ == 0 && keepers_ == 0) {
      release_down_to(0);
      most_in_use_ = 0;
    }
  }

  void release_down_to(std::size_t bytes) noexcept {
    while (free_.bytes() > bytes) {
      const MemoryRange range = free_.take_smallest();
      unmap_pages(range.begin, range.bytes);
    }
  }

  std::mutex mutex_;
  FreeRanges free_;
  std::byte* lowest_ = nullptr;  // where the last range fetched begins
  std::size_t in_use_ = 0;
  std::size_t most_in_use_ = 0;
  std::size_t fetched_ = 0;
  int keepers_ = 0;
};

/// Never destroyed: tensors of static objects may outlive it.
BufferPool& pool() {
  static BufferPool& the_pool = *new BufferPool;
  return the_pool;
}

/// The address sanitizer follows buffers that it allocates itself.
bool is_pooled(std::size_t bytes) {
#if defined(__SANITIZE_ADDRESS__)
  return false && bytes > 0;
#else
  return bytes >= kSmallestPooled;
#endif
}

}  // namespace

void* take_buffer(std::size_t bytes) {
  if (bytes >= kTooLarge) {
    throw std::bad_alloc();
  }
  return is_pooled(bytes) ? pool().take(round_up(bytes, kPage))
                          : ::operator new (bytes, std::align_val_t{kAlignment});
}

void give_back_buffer(void* buffer, std::size_t bytes) noexcept {
  if (is_pooled(bytes)) {
    pool().give_back(buffer, round_up(bytes, kPage));
  } else {
    ::operator delete (buffer, std::align_val_t{kAlignment});
  }
}

BufferPoolUse buffer_pool_use() {
  return pool().use();
}

KeepBuffers::KeepBuffers() {
  pool().add_keepers(1);
}

KeepBuffers::~KeepBuffers() {
  pool().add_keepers(-1);
}

}  // namespace mrcnn
