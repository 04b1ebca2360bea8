#include <benchmark/benchmark.h>

#include "stages/6_masks/masks.hpp"

#include "benchmarks/support/counters.hpp"
#include "benchmarks/support/inputs.hpp"
#include "benchmarks/support/weights.hpp"

namespace mrcnn {
namespace {

void mask_head_host(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const Regions<Host> regions{random_tensor({count, 14, 14, 256})};
  const auto labels = filled_tensor<std::int32_t>({count}, 1);
  static const MaskHeadWeights<Host> weights = random_mask_head_weights();  // once, not per call
  for (auto _ : state) {
    benchmark::DoNotOptimize(mask_head(regions, labels, weights).data());
  }
  // regions, masks, and the weights
  const auto masks = static_cast<double>(count);
  count_work(state, 1.028e9 * masks,
             4.0 * masks * (14.0 * 14.0 * 256.0 + 28.0 * 28.0) + bytes_of(weights));
}

void paste_host(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const Detections<Host> detections{random_boxes(count), random_tensor({count}),
                                    filled_tensor<std::int32_t>({count}, 1)};
  const auto logits = random_tensor({count, 28, 28});
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        paste(logits, detections, BoxFrame(ImageSize{800, 1066}), {480, 640}).masks.data());
  }
  count_work(state, 0.0, static_cast<double>(count) * 480.0 * 640.0);
}

}  // namespace

BENCHMARK(mask_head_host)
    ->Name("mask_head/host")
    ->ArgName("detections")
    ->Arg(1)
    ->Arg(100)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(paste_host)
    ->Name("paste/host")
    ->ArgName("detections")
    ->Arg(1)
    ->Arg(100)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace mrcnn
