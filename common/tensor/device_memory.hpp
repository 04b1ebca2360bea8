#pragma once
#include <cstddef>

namespace mrcnn {

// Untyped device memory, below DeviceTensor. device_memory_cuda.cpp and device_memory_cpu.cpp
// implement it; a build has one of them.

/// Memory for `bytes` bytes, not set; null for 0. Throws std::bad_alloc. Taken and given back in
/// the order of the device's work, so that neither makes the host wait.
void* device_allocate(std::size_t bytes);
void device_free(void* memory) noexcept;

/// Copies `bytes` bytes. The source on the host may be changed as soon as the call returns.
void copy_to_device(void* device, const void* host, std::size_t bytes);
void copy_on_device(void* target, const void* source, std::size_t bytes);

/// Waits for all work before, see host_waits().
void copy_to_host(void* host, const void* device, std::size_t bytes);

/// For tests: while on, new memory is filled with bytes 0xFF (every float a NaN, every integer -1),
/// so that an element that is never written is seen.
void poison_new_device_memory(bool on);

}  // namespace mrcnn
