#include <benchmark/benchmark.h>

#include "stages/2_proposals/proposals.hpp"

#include "benchmarks/support/counters.hpp"
#include "benchmarks/support/inputs.hpp"
#include "benchmarks/support/weights.hpp"

namespace mrcnn {
namespace {

void rpn_head_host(benchmark::State& state) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const auto columns = static_cast<std::size_t>(state.range(1));
  const FeaturePyramid<Host> pyramid = random_pyramid(rows, columns, 256);
  const ImageSize padded{static_cast<int>(rows), static_cast<int>(columns)};
  static const RpnWeights<Host> weights = random_rpn_weights();  // once, not per call
  for (auto _ : state) {
    benchmark::DoNotOptimize(rpn_head(pyramid, padded, weights).objectness.data());
  }
  const double share = static_cast<double>(rows * columns) / (800.0 * 1088.0);
  // P2..P6, three logits and twelve deltas for each of their cells, and the weights
  constexpr double kPyramidCells = 72471.0;  // 200x272 + 100x136 + 50x68 + 25x34 + 13x17
  count_work(state, 86.05e9 * share,
             4.0 * share * kPyramidCells * (256.0 + 15.0) + bytes_of(weights));
}

/// The choice among anchors of two levels, with random logits and small deltas.
void proposals_host(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  RpnOutput<Host> rpn{random_boxes(count), filled_tensor<std::int32_t>({count}, 2),
                      random_tensor({count}), filled_tensor<float>({count, 4}, 0.1F)};
  for (std::size_t i = count / 2; i < count; ++i) {
    rpn.anchor_levels(i) = 3;
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(proposals(rpn, BoxFrame(ImageSize{800, 1066})).boxes.data());
  }
  count_work(state, 0.0, static_cast<double>(count) * 40.0);
}

}  // namespace

BENCHMARK(rpn_head_host)
    ->Name("rpn_head/host")
    ->ArgNames({"rows", "columns"})
    ->Args({64, 64})
    ->Args({800, 1088})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(proposals_host)
    ->Name("proposals/host")
    ->ArgName("anchors")
    ->Arg(1000)
    ->Arg(217413)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace mrcnn
