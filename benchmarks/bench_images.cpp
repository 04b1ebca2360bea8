#include <benchmark/benchmark.h>
#include <mrcnn/mrcnn.hpp>

#include "common/tensor/host_tensor.hpp"

#include "benchmarks/support/counters.hpp"
#include "benchmarks/support/inputs.hpp"

namespace mrcnn {
namespace {

/// The bundled model read and `images` images of 256 x 256 pixels run through it.
void images(benchmark::State& state, Place place) {
  constexpr int kSide = 256;
  const auto count = static_cast<int>(state.range(0));
  auto pixels = make_tensor<std::uint8_t>({kSide, kSide, 3});
  Numbers numbers;
  for (std::uint8_t& value : pixels) {
    value = static_cast<std::uint8_t>(numbers.between(0.0F, 255.0F));
  }
  const Image image = image_view(pixels.data(), kSide, kSide);
  for (auto _ : state) {
    Detector detector(bundled_model(), {.place = place});
    for (int i = 0; i < count; ++i) {
      benchmark::DoNotOptimize(detector.detect(image));
    }
  }
  count_work(state, 0.0, static_cast<double>(count) * static_cast<double>(pixels.size()));
}

}  // namespace

BENCHMARK_CAPTURE(images, host, Place::host)
    ->Name("images/host")
    ->ArgName("images")
    ->RangeMultiplier(2)
    ->Range(1, 16)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(images, device, Place::device)
    ->Name("images/device")
    ->ArgName("images")
    ->RangeMultiplier(2)
    ->Range(1, 16)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace mrcnn
