#pragma once
#include <chrono>
#include <cstddef>
#include <span>

#include "common/tensor/device.hpp"
#include "common/tensor/transfer.hpp"

namespace mrcnn {

/// Prints both times and whether the numbers agree: "all equal", or how many differ and by how much
/// at most.
void print_both_sides(double host_ms, double device_ms, std::span<const float> host,
                      std::span<const float> device);

/// Prints why there is no device, if there is none.
bool has_device_for_demo();

/// The numbers of a tensor of floats or boxes, one after the other.
template <class T, std::size_t Rank>
std::span<const float> numbers_of(const xt::xtensor<T, Rank>& tensor) {
  static_assert(sizeof(T) % sizeof(float) == 0);
  return {reinterpret_cast<const float*>(tensor.data()), tensor.size() * sizeof(T) / sizeof(float)};
}

/// What a demo ends with: the stage on the host and on the device, how long each took, and whether
/// they agree.
///
///   on_host, on_device  make the same tensor of floats or boxes, each where it computes; called
///                       twice, since the first call takes memory: the second one counts
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
