#pragma once
#include <chrono>
#include <cstddef>
#include <span>
#include <vector>

#include "common/tensor/device.hpp"
#include "common/tensor/transfer.hpp"

namespace mrcnn {

/// Prints both times, what they mean if the device is no GPU, and whether the numbers agree: "all
/// equal", or how many differ and the largest difference.
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

/// Of an odd number of times.
double median(std::vector<double> times);

/// The end of a demo: runs the stage on the host and on the device, and prints both times and
/// whether the results agree.
///
///   on_host, on_device  compute the same tensor of floats or boxes, each in its own memory; called
///                       in turn, once without a clock, since the first call allocates
///
/// The times are medians of seven calls.
template <class OnHost, class OnDevice>
void show_both_sides(const OnHost& on_host, const OnDevice& on_device) {
  if (!has_device_for_demo()) {
    return;
  }
  auto expected = on_host();
  auto result = on_device();
  std::vector<double> host_ms;
  std::vector<double> device_ms;
  for (int call = 0; call < 7; ++call) {
    const auto start = std::chrono::steady_clock::now();
    expected = on_host();
    const std::chrono::duration<double, std::milli> taken =
        std::chrono::steady_clock::now() - start;
    host_ms.push_back(taken.count());
    DeviceTimer timer;
    result = on_device();
    timer.stop();
    device_ms.push_back(timer.milliseconds());
  }
  const auto copied = to_host(result);
  print_both_sides(median(host_ms), median(device_ms), numbers_of(expected), numbers_of(copied));
}

}  // namespace mrcnn
