#include <benchmark/benchmark.h>

#include "stages/3_roi_align/roi_align.hpp"

#include "benchmarks/support/counters.hpp"
#include "benchmarks/support/inputs.hpp"

namespace mrcnn {
namespace {

void roi_align_host(benchmark::State& state) {
  const auto rois = static_cast<std::size_t>(state.range(0));
  const auto bins = static_cast<int>(state.range(1));
  const FeaturePyramid<Host> pyramid = random_pyramid(800, 1088, 256);
  const HostTensor<Box, 1> boxes = random_boxes(rois);
  for (auto _ : state) {
    benchmark::DoNotOptimize(roi_align(pyramid, boxes, bins).features.data());
  }
  // per value: four samples of four products and sums; read four cells per sample, written once
  const double values = static_cast<double>(rois) * static_cast<double>(bins * bins) * 256.0;
  count_work(state, values * 32.0, values * 4.0 * 17.0);
}

}  // namespace

BENCHMARK(roi_align_host)
    ->Name("roi_align/host")
    ->ArgNames({"rois", "bins"})
    ->Args({10, 7})
    ->Args({1000, 7})
    ->Args({100, 14})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace mrcnn
