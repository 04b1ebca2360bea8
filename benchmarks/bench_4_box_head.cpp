#include <benchmark/benchmark.h>

#include "stages/4_box_head/box_head.hpp"

#include "benchmarks/support/counters.hpp"
#include "benchmarks/support/inputs.hpp"
#include "benchmarks/support/weights.hpp"

namespace mrcnn {
namespace {

void box_head_host(benchmark::State& state) {
  const auto rois = static_cast<std::size_t>(state.range(0));
  const Regions<Host> regions{random_tensor({rois, 7, 7, 256})};
  static const BoxHeadWeights<Host> weights = random_box_head_weights();  // once, not per call
  for (auto _ : state) {
    benchmark::DoNotOptimize(box_head(regions, weights).class_logits.data());
  }
  // regions, logits and deltas, and the weights
  const auto count = static_cast<double>(rois);
  count_work(state, 28.72e6 * count,
             4.0 * count * (7.0 * 7.0 * 256.0 + 91.0 + 364.0) + bytes_of(weights));
}

void detections_host(benchmark::State& state) {
  const auto rois = static_cast<std::size_t>(state.range(0));
  BoxHeadOutput<Host> head{random_tensor({rois, 91}), random_tensor({rois, 364})};
  head.class_logits *= 4.0F;
  const HostTensor<Box, 1> boxes = random_boxes(rois);
  for (auto _ : state) {
    benchmark::DoNotOptimize(detections(head, boxes, BoxFrame(ImageSize{800, 1066})).boxes.data());
  }
  count_work(state, 0.0, static_cast<double>(rois) * 91.0 * 5.0 * 4.0);
}

}  // namespace

BENCHMARK(box_head_host)
    ->Name("box_head/host")
    ->ArgName("rois")
    ->Arg(10)
    ->Arg(1000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK(detections_host)
    ->Name("detections/host")
    ->ArgName("rois")
    ->Arg(10)
    ->Arg(1000)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace mrcnn
