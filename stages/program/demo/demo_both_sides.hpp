#pragma once
#include <chrono>
#include <cstddef>
#include <span>

#include "common/tensor/device.hpp"
#include "common/tensor/transfer.hpp"

namespace mrcnn {

/// Prints both times and whether the numbers agree: "all equal", or how many differ and the largest
/// difference.
void print_both_sides(double host_ms, double device_ms, std::span<const float> host,
                      std::span<const float> device);

/// Whether there is a device; if not, prints why.
bool has_device_for_demo();

/// The numbers in a tensor of floats or boxes.
template <class T, std::size_t Rank>
std::span<const float> numbers_of(const PooledTensor<T, Rank>& tensor) {
  static_assert(sizeof(T) % sizeof(float) == 0);
  return {reinterpret_cast<const float*>(tensor.data()), tensor.size() * sizeof(T) / sizeof(float)};
}

/// The end of a demo: runs the stage on the host and on the device, and prints both times and
/// whether the results agree.
///
///   on_host, on_device  compute the same tensor of floats or boxes, each in its own memory; called
///                       twice, and the second call is timed, since the first one allocates
template <class OnHost, class OnDevice>
void show_both_sides(const OnHost& on_host, const OnDevice& on_device) {
  if (!has_device_for_demo()) {
    return;
  }
  on_host();
  on_device();
  const auto start = std::chrono::steady_clock::now();
  const auto expected = on_host();
  const std::chrono::duration<double, std::milli> host_time =
      std::chrono::steady_clock::now() - start;
  DeviceTimer timer;
  const auto result = on_device();
  timer.stop();
  const auto copied = to_host(result);
  print_both_sides(host_time.count(), timer.milliseconds(), numbers_of(expected),
                   numbers_of(copied));
}

}  // namespace mrcnn
