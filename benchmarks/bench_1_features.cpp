#include <benchmark/benchmark.h>

#include "stages/1_features/features.hpp"

#include "benchmarks/support/counters.hpp"
#include "benchmarks/support/inputs.hpp"
#include "benchmarks/support/weights.hpp"

namespace mrcnn {
namespace {

/// ResNet-101 and FPN at full width on `rows` x `columns` pixels.
void features_host(benchmark::State& state) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const auto columns = static_cast<std::size_t>(state.range(1));
  const NetworkInput<Host> input{random_tensor({rows, columns, 3}), {}, {}};
  static const FeaturesWeights<Host> weights = random_features_weights();  // once, not per call
  for (auto _ : state) {
    benchmark::DoNotOptimize(features(input, weights).levels.data());
  }
  const double share = static_cast<double>(rows * columns) / (800.0 * 1088.0);
  // input, P2..P6 and the weights
  constexpr double kPyramidCells = 72471.0;  // 200x272 + 100x136 + 50x68 + 25x34 + 13x17
  count_work(state, 369.19e9 * share,
             4.0 * share * (3.0 * 800.0 * 1088.0 + 256.0 * kPyramidCells) + bytes_of(weights));
}

}  // namespace

BENCHMARK(features_host)
    ->Name("features/host")
    ->ArgNames({"rows", "columns"})
    ->Args({32, 32})
    ->Args({800, 1088})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace mrcnn
