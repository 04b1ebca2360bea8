#pragma once
#include <cstddef>
#include <cstdint>

#include <thrust/execution_policy.h>
#include <thrust/for_each.h>
#include <thrust/iterator/counting_iterator.h>

#include "common/host_device.hpp"
#include "common/tensor/device.hpp"
#include "common/tensor/device_memory.hpp"
#include "common/tensor/view.hpp"

namespace mrcnn {

#if THRUST_DEVICE_SYSTEM == THRUST_DEVICE_SYSTEM_CUDA

/// Gives Thrust its scratch memory in the order of the device's work, as DeviceTensor gets its own.
struct ScratchMemory {
  using value_type = char;

  static char* allocate(Index bytes) { return static_cast<char*>(device_allocate(bytes)); }

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
MRCNN_HD inline bool in_use(const std::int32_t* count, Index row) {
  return count == nullptr || row < *count;
}

/// body(i) for i = 0 .. count - 1, in any order, all at once where the device can.
template <class Body>
void for_each_index(Index count, const Body& body) {
  if (count > 0) {
    thrust::for_each_n(on_device(), thrust::counting_iterator<Index>(0), count, body);
  }
}

/// body(row, first, last) for every row and every run [first, last) of at most kChannelsPerThread
/// of its channels.
template <class Body>
void for_each_channels(Index rows, Index channels, const Body& body) {
  constexpr Index kRun = kChannelsPerThread;
  const Index runs = (channels + kRun - 1) / kRun;
  for_each_index(rows * runs, [=] MRCNN_HD(Index i) {
    const Index first = i % runs * kRun;
    body(i / runs, first, first + kRun < channels ? first + kRun : channels);
  });
}

}  // namespace mrcnn
