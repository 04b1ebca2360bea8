#include <benchmark/benchmark.h>

#include "common/nn/add_upsampled.hpp"
#include "common/nn/conv2d.hpp"
#include "common/nn/deconv2x2.hpp"
#include "common/nn/gemm.hpp"
#include "common/nn/linear.hpp"
#include "common/nn/max_pool.hpp"

#include "benchmarks/support/counters.hpp"
#include "benchmarks/support/weights.hpp"

namespace mrcnn {
namespace {

void gemm_host(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const auto a = random_tensor({n, n});
  const auto b = random_tensor({n, n});
  auto out = make_tensor<float>({n, n});
  for (auto _ : state) {
    gemm(view(a), view(b), view(out));
    benchmark::DoNotOptimize(out.data());
  }
  const auto size = static_cast<double>(n);
  count_work(state, 2.0 * size * size * size, 3.0 * size * size * 4.0);
}

/// A 3x3 convolution of `channels` to `channels` on rows x rows cells.
void conv2d_3x3(benchmark::State& state, ConvMethod method) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const auto channels = static_cast<std::size_t>(state.range(1));
  const auto input = random_tensor({rows, rows, channels});
  const Conv2dWeights<Host> weights = random_conv(3, channels, channels);
  for (auto _ : state) {
    benchmark::DoNotOptimize(conv2d(input, weights, {.padding = 1, .relu = true}, {method}));
  }
  const auto cells = static_cast<double>(rows * rows);
  const auto c = static_cast<double>(channels);
  count_work(state, 2.0 * 9.0 * c * c * cells, 4.0 * (2.0 * c * cells + 9.0 * c * c));
}

void linear_host(benchmark::State& state) {
  const auto rows = random_tensor({static_cast<std::size_t>(state.range(0)), 1024});
  const LinearWeights<Host> weights = random_linear(1024, 1024);
  for (auto _ : state) {
    benchmark::DoNotOptimize(linear(rows, weights, true));
  }
  const auto count = static_cast<double>(rows.shape(0));
  count_work(state, 2.0 * count * 1024.0 * 1024.0, 4.0 * 1024.0 * (2.0 * count + 1024.0));
}

void max_pool_host(benchmark::State& state) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const auto input = random_tensor({rows, rows, 64});
  for (auto _ : state) {
    benchmark::DoNotOptimize(max_pool(input, 3, 2, 1));
  }
  count_work(state, 0.0, static_cast<double>(input.size()) * 4.0 * 1.25);
}

void add_upsampled_host(benchmark::State& state) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const auto lateral = random_tensor({rows, rows, 256});
  const auto coarse = random_tensor({rows / 2, rows / 2, 256});
  for (auto _ : state) {
    benchmark::DoNotOptimize(add_upsampled(lateral, coarse));
  }
  count_work(state, static_cast<double>(lateral.size()),
             static_cast<double>(lateral.size()) * 4.0 * 2.25);
}

void deconv2x2_host(benchmark::State& state) {
  const auto regions = static_cast<std::size_t>(state.range(0));
  const auto input = random_tensor({regions, 14, 14, 256});
  const Conv2dWeights<Host> weights = random_conv(2, 256, 256);
  for (auto _ : state) {
    benchmark::DoNotOptimize(deconv2x2_relu(input, weights));
  }
  const double cells = static_cast<double>(regions) * 14.0 * 14.0;
  count_work(state, 2.0 * 4.0 * 256.0 * 256.0 * cells,
             4.0 * (5.0 * 256.0 * cells + 4.0 * 256.0 * 256.0));
}

}  // namespace

BENCHMARK(gemm_host)->Name("gemm/host")->ArgName("n")->Arg(64)->Arg(1024)->UseRealTime();
BENCHMARK_CAPTURE(conv2d_3x3, reference, ConvMethod::reference)
    ->Name("conv2d/reference")
    ->ArgNames({"cells", "channels"})
    ->Args({8, 16})
    ->UseRealTime();
BENCHMARK_CAPTURE(conv2d_3x3, im2col, ConvMethod::im2col)
    ->Name("conv2d/im2col")
    ->ArgNames({"cells", "channels"})
    ->Args({8, 16})
    ->Args({50, 256})
    ->Args({200, 256})
    ->UseRealTime();
BENCHMARK(linear_host)->Name("linear/host")->ArgName("rows")->Arg(16)->Arg(1000)->UseRealTime();
BENCHMARK(max_pool_host)->Name("max_pool/host")->ArgName("cells")->Arg(32)->Arg(400)->UseRealTime();
BENCHMARK(add_upsampled_host)
    ->Name("add_upsampled/host")
    ->ArgName("cells")
    ->Arg(16)
    ->Arg(200)
    ->UseRealTime();
BENCHMARK(deconv2x2_host)->Name("deconv2x2/host")->ArgName("rois")->Arg(1)->Arg(100)->UseRealTime();

}  // namespace mrcnn
