#pragma once
#include <cstddef>
#include <cstdint>

#include <thrust/execution_policy.h>
#include <thrust/for_each.h>
#include <thrust/iterator/counting_iterator.h>

#include "common/host_device.hpp"
#include "common/tensor/device.hpp"
#include "common/tensor/device_memory.hpp"

namespace mrcnn {

#if THRUST_DEVICE_SYSTEM == THRUST_DEVICE_SYSTEM_CUDA

/// Gives Thrust its scratch memory in the order of the device's work, as DeviceTensor gets its own.
struct ScratchMemory {
  using value_type = char;

  static char* allocate(std::ptrdiff_t bytes) {
    return static_cast<char*>(device_allocate(static_cast<std::size_t>(bytes)));
  }

  static void deallocate(char* memory, std::size_t /*bytes*/) { device_free(memory); }
};

/// How Thrust runs an algorithm here: on the default stream, and the host goes on at once.
inline auto on_device() {
  note_device_work();
  static ScratchMemory scratch;
  return thrust::cuda::par_nosync(scratch);
}

/// Channels that one thread computes where channels lie side by side. On a GPU one: neighbouring
/// threads then read neighbouring addresses. A processor's thread takes a run of them instead,
/// which the compiler turns into vector instructions.
inline constexpr int kChannelsPerThread = 1;

#else

inline auto on_device() {
  note_device_work();
  return thrust::device;
}

inline constexpr int kChannelsPerThread = 64;

#endif

/// Whether row `row` of a list is in use, by the number in device memory; without one all are.
MRCNN_HD inline bool is_live(const std::int32_t* count, std::size_t row) {
  return count == nullptr || row < static_cast<std::size_t>(*count);
}

/// body(i) for i = 0 .. count - 1, in any order, all at once where the device can.
template <class Body>
void for_each_index(std::size_t count, const Body& body) {
  if (count > 0) {
    thrust::for_each_n(on_device(), thrust::counting_iterator<std::ptrdiff_t>(0),
                       static_cast<std::ptrdiff_t>(count), body);
  }
}

/// body(row, first, last) for every row and every run [first, last) of at most kChannelsPerThread
/// of its channels.
template <class Body>
void for_each_channels(std::size_t rows, std::size_t channels, const Body& body) {
  constexpr std::size_t kRun = kChannelsPerThread;
  const std::size_t runs = (channels + kRun - 1) / kRun;
  for_each_index(rows * runs, [=] MRCNN_HD(std::ptrdiff_t index) {
    const auto i = static_cast<std::size_t>(index);
    const std::size_t first = i % runs * kRun;
    body(i / runs, first, first + kRun < channels ? first + kRun : channels);
  });
}

}  // namespace mrcnn
