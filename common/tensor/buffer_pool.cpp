#include "common/tensor/buffer_pool.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <map>
#include <mutex>

#include <sys/mman.h>

#include "common/tensor/keep_buffers.hpp"

namespace mrcnn {
namespace {

constexpr std::size_t kAlignment = 64;  // bytes of a cache line
constexpr std::size_t kSmallestPooled = std::size_t{1} << 20U;
// So much may be held however little was in use: sizes follow each other within an image, and a
// small network then finds all of them again.
constexpr std::size_t kAlwaysHeld = std::size_t{256} << 20U;
constexpr std::size_t kHugePage = std::size_t{2} << 20U;
constexpr std::size_t kTooLarge = std::size_t{1} << 40U;  // no machine has that for one array

/// Sizes are rounded up to one of eight per power of two, so that arrays of about the same size
/// share buffers and at most an eighth is wasted.
std::size_t size_class(std::size_t bytes) {
  const std::size_t step = std::bit_floor(bytes) / 8;
  return (bytes + step - 1) / step * step;
}

/// Whole pages of zeros, on a boundary of huge pages if they can be used.
void* fetch_pages(std::size_t bytes) {
  const std::size_t slack = bytes >= 2 * kHugePage ? kHugePage : 0;
  void* const mapped =
      mmap(nullptr, bytes + slack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) {
    throw std::bad_alloc();
  }
  auto* const begin = static_cast<std::byte*>(mapped);
  if (slack == 0) {
    return begin;
  }
  const std::size_t unaligned = reinterpret_cast<std::uintptr_t>(begin) % kHugePage;
  const std::size_t before = (kHugePage - unaligned) % kHugePage;
  if (before > 0) {
    munmap(begin, before);
  }
  if (before < slack) {
    munmap(begin + before + bytes, slack - before);
  }
  madvise(begin + before, bytes, MADV_HUGEPAGE);  // a wish: without huge pages it works too
  return begin + before;
}

class BufferPool {
 public:
  void* take(std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    const auto kept = kept_.find(bytes);
    if (kept != kept_.end()) {
      void* const buffer = kept->second;
      kept_.erase(kept);
      use_.kept -= bytes;
      use_.in_use += bytes;
      most_in_use_ = std::max(most_in_use_, use_.in_use);
      return buffer;
    }
    most_in_use_ = std::max(most_in_use_, use_.in_use + bytes);
    release_down_to(std::max(most_in_use_, kAlwaysHeld) - use_.in_use - bytes);
    void* const buffer = fetch(bytes);
    use_.in_use += bytes;
    ++use_.fetched;
    return buffer;
  }

  void give_back(void* buffer, std::size_t bytes) noexcept {
    const std::lock_guard lock(mutex_);
    use_.in_use -= bytes;
    try {
      kept_.emplace(bytes, buffer);
      use_.kept += bytes;
    } catch (const std::bad_alloc&) {
      munmap(buffer, bytes);
    }
    release_if_idle();
  }

  void add_keepers(int count) noexcept {
    const std::lock_guard lock(mutex_);
    keepers_ += count;
    release_if_idle();
  }

  BufferPoolUse use() {
    const std::lock_guard lock(mutex_);
    return use_;
  }

 private:
  void* fetch(std::size_t bytes) {
    try {
      return fetch_pages(bytes);
    } catch (const std::bad_alloc&) {
      release_down_to(0);  // what is kept may be what is missing
      return fetch_pages(bytes);
    }
  }

  void release_if_idle() noexcept {
    if (use_.in_use == 0 && keepers_ == 0) {
      release_down_to(0);
      most_in_use_ = 0;
    }
  }

  void release_down_to(std::size_t bytes) noexcept {
    while (use_.kept > bytes) {
      const auto largest = std::prev(kept_.end());
      munmap(largest->second, largest->first);
      use_.kept -= largest->first;
      kept_.erase(largest);
    }
  }

  std::mutex mutex_;
  std::multimap<std::size_t, void*> kept_;  // by size
  BufferPoolUse use_;
  std::size_t most_in_use_ = 0;
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
  return is_pooled(bytes) ? pool().take(size_class(bytes))
                          : ::operator new (bytes, std::align_val_t{kAlignment});
}

void give_back_buffer(void* buffer, std::size_t bytes) noexcept {
  if (is_pooled(bytes)) {
    pool().give_back(buffer, size_class(bytes));
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
