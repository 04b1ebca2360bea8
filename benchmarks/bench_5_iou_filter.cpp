#include <benchmark/benchmark.h>

#include "stages/5_iou_filter/iou_filter.hpp"

#include "benchmarks/support/counters.hpp"
#include "benchmarks/support/inputs.hpp"

namespace mrcnn {
namespace {

void iou_filter_host(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const Detections<Host> detections{random_boxes(count), random_tensor({count}),
                                    filled_tensor<std::int32_t>({count}, 1)};
  const GroundTruth<Host> truth{random_boxes(20), filled_tensor<std::int32_t>({20}, 1)};
  for (auto _ : state) {
    benchmark::DoNotOptimize(iou_filter(detections, &truth).boxes.data());
  }
  count_work(state, 12.0 * static_cast<double>(count) * 20.0,
             static_cast<double>(count) * (sizeof(Box) + 80.0));
}

}  // namespace

BENCHMARK(iou_filter_host)
    ->Name("iou_filter/host")
    ->ArgName("detections")
    ->Arg(10)
    ->Arg(100)
    ->Arg(1000)
    ->UseRealTime();

}  // namespace mrcnn
