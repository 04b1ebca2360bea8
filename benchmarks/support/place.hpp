#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "common/nn/compute_options.hpp"
#include "common/tensor/device.hpp"
#include "common/tensor/transfer.hpp"

namespace mrcnn {

/// What `mrcnn run` computes with there.
template <class Place>
constexpr ComputeOptions compute_at() {
  return {.conv = std::is_same_v<Place, Host> ? ConvMethod::fast : ConvMethod::im2col};
}

/// A copy where the benchmark computes.
template <class Place, class T>
auto on(const T& value) {
  if constexpr (std::is_same_v<Place, Host>) {
    return T(value);
  } else {
    return to_device(value);
  }
}

/// Weights in the form that the benchmark computes with: packed on the host.
template <class Place, class Weights>
auto prepared(Weights weights) {
  if constexpr (std::is_same_v<Place, Host>) {
    pack(weights);
    return weights;
  } else {
    return to_device(weights);
  }
}

/// Times work() until the benchmark has enough of it: on the device by
/// the device's clock, as the host does not wait for it.
template <class Place, class Work>
void time_calls(benchmark::State& state, const Work& work) {
  using Seconds = std::chrono::duration<double>;
  for (auto _ : state) {
    if constexpr (std::is_same_v<Place, Host>) {
      const auto start = std::chrono::steady_clock::now();
      benchmark::DoNotOptimize(work());
      state.SetIterationTime(Seconds(std::chrono::steady_clock::now() - start).count());
    } else {
      DeviceTimer timer;
      benchmark::DoNotOptimize(work());
      timer.stop();
      state.SetIterationTime(1e-3 * timer.milliseconds());
    }
  }
}

/// Registers a benchmark of a stage, NAME/host and NAME/device, with one call for each of `sizes`.
inline bool at_both_places(const std::string& name, void (*on_host)(benchmark::State&),
                           void (*on_device)(benchmark::State&),
                           const std::vector<std::string>& size_names,
                           const std::vector<std::vector<std::int64_t>>& sizes) {
  for (const auto& [where, function] :
       {std::pair("/host", on_host), std::pair("/device", on_device)}) {
    auto* registered = benchmark::RegisterBenchmark((name + where).c_str(), function);
    registered->ArgNames(size_names)->Unit(benchmark::kMillisecond)->UseManualTime();
    for (const std::vector<std::int64_t>& size : sizes) {
      registered->Args(size);
    }
  }
  return true;
}

}  // namespace mrcnn
