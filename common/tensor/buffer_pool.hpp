#pragma once
#include <cstddef>
#include <limits>
#include <new>

namespace mrcnn {

/// Memory of `bytes` bytes on a boundary of 64, its content not set. Throws std::bad_alloc.
///
/// Large buffers come from a pool. Freed buffers are merged and split for the next arrays, so the
/// second of two images of one size needs hardly any memory from the system. The pool holds at most
/// a sixteenth more than was in use at one time, or 256 MiB if that is more, and nothing once
/// nothing is in use. Safe for threads.
void* take_buffer(std::size_t bytes);
void give_back_buffer(void* buffer, std::size_t bytes) noexcept;

/// Bytes of the pool's large buffers.
struct BufferPoolUse {
  std::size_t in_use = 0;
  std::size_t kept = 0;     // given back, for the next arrays
  std::size_t fetched = 0;  // how many times memory has come from the system
};

BufferPoolUse buffer_pool_use();

/// The allocator of host tensors.
template <class T>
struct PoolAllocator {
  using value_type = T;

  PoolAllocator() = default;

  template <class U>
  PoolAllocator(const PoolAllocator<U>& /*other*/) noexcept {}

  [[nodiscard]] T* allocate(std::size_t count) {
    if (count > std::numeric_limits<std::size_t>::max() / sizeof(T)) {
      throw std::bad_array_new_length();
    }
    return static_cast<T*>(take_buffer(count * sizeof(T)));
  }

  void deallocate(T* buffer, std::size_t count) noexcept {
    give_back_buffer(buffer, count * sizeof(T));
  }

  friend bool operator==(const PoolAllocator& /*a*/, const PoolAllocator& /*b*/) { return true; }
};

}  // namespace mrcnn
