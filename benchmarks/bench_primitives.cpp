#include <benchmark/benchmark.h>

#include "common/geometry/anchors.hpp"
#include "common/geometry/box.hpp"
#include "common/geometry/box_coder.hpp"
#include "common/geometry/iou_matrix.hpp"
#include "common/geometry/nms.hpp"
#include "common/image/preprocess.hpp"
#include "common/nn/conv2d.hpp"
#include "common/nn/gemm.hpp"
#include "common/nn/layers.hpp"

#include "benchmarks/support/counters.hpp"
#include "benchmarks/support/inputs.hpp"

namespace mrcnn {
namespace {

void gemm_host(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const auto a = random_tensor({n, n});
  const auto b = random_tensor({n, n});
  auto out = make_tensor<float>({n, n});
  for (auto _ : state) {
    gemm(n, n, n, a.data(), b.data(), out.data());
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
  const Conv2dWeights<Host> weights{random_tensor({3, 3, channels, channels}),
                                    random_tensor({channels})};
  for (auto _ : state) {
    benchmark::DoNotOptimize(conv2d(input, weights, {.padding = 1, .relu = true}, {method}));
  }
  const auto cells = static_cast<double>(rows * rows);
  const auto c = static_cast<double>(channels);
  count_work(state, 2.0 * 9.0 * c * c * cells, 4.0 * (2.0 * c * cells + 9.0 * c * c));
}

void linear_host(benchmark::State& state) {
  const auto rows = random_tensor({static_cast<std::size_t>(state.range(0)), 1024});
  const LinearWeights<Host> weights{random_tensor({1024, 1024}), random_tensor({1024})};
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

void preprocess_host(benchmark::State& state) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const Image<Host> image{filled_tensor<std::uint8_t>({rows, rows * 4 / 3, 3}, 77)};
  for (auto _ : state) {
    benchmark::DoNotOptimize(preprocess(image).pixels.data());
  }
  count_work(state, 0.0, 800.0 * 1066.0 * 3.0 * 4.0);
}

void anchors_host(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        make_anchors({800, 1088}, {{200, 272}, {100, 136}, {50, 68}, {25, 34}, {13, 17}},
                     {.sizes = {32, 64, 128, 256, 512}, .aspect_ratios = {0.5F, 1.0F, 2.0F}}));
  }
  count_work(state, 0.0, 217413.0 * sizeof(Box));
}

void decode_host(benchmark::State& state) {
  HostTensor<Box, 1> boxes = random_boxes(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    for (Box& box : boxes) {
      box = clip_box(decode(box, {0.01F, -0.01F, 0.001F, -0.001F}, {}), 800.0F, 1066.0F);
    }
    benchmark::ClobberMemory();
  }
  count_work(state, 0.0, static_cast<double>(boxes.size()) * 2.0 * sizeof(Box));
}

void iou_matrix_host(benchmark::State& state) {
  const auto boxes = random_boxes(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    benchmark::DoNotOptimize(iou_matrix(boxes, boxes));
  }
  const auto count = static_cast<double>(boxes.size());
  count_work(state, 12.0 * count * count, 4.0 * count * count);
}

void nms_host(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const auto boxes = random_boxes(count);
  const auto scores = random_tensor({count});
  const auto groups = filled_tensor<std::int32_t>({count}, 0);
  for (auto _ : state) {
    auto suppressed_by = filled_tensor<std::int32_t>({count}, kKept);
    benchmark::DoNotOptimize(non_maximum_suppression(boxes, scores, groups, 0.7, suppressed_by));
  }
  count_work(state, 0.0, static_cast<double>(count) * sizeof(Box));
}

}  // namespace

BENCHMARK(gemm_host)->Name("gemm/host")->ArgName("n")->Arg(64)->Arg(1024);
BENCHMARK_CAPTURE(conv2d_3x3, reference, ConvMethod::reference)
    ->Name("conv2d/reference")
    ->ArgNames({"cells", "channels"})
    ->Args({8, 16});
BENCHMARK_CAPTURE(conv2d_3x3, im2col, ConvMethod::im2col)
    ->Name("conv2d/im2col")
    ->ArgNames({"cells", "channels"})
    ->Args({8, 16})
    ->Args({50, 256})
    ->Args({200, 256});
BENCHMARK(linear_host)->Name("linear/host")->ArgName("rows")->Arg(16)->Arg(1000);
BENCHMARK(max_pool_host)->Name("max_pool/host")->ArgName("cells")->Arg(32)->Arg(400);
BENCHMARK(add_upsampled_host)->Name("add_upsampled/host")->ArgName("cells")->Arg(16)->Arg(200);
BENCHMARK(preprocess_host)->Name("preprocess/host")->ArgName("rows")->Arg(48)->Arg(480);
BENCHMARK(anchors_host)->Name("anchors/host");
BENCHMARK(decode_host)->Name("decode/host")->ArgName("boxes")->Arg(100)->Arg(5000);
BENCHMARK(iou_matrix_host)->Name("iou_matrix/host")->ArgName("boxes")->Arg(10)->Arg(1000);
BENCHMARK(nms_host)->Name("nms/host")->ArgName("boxes")->Arg(100)->Arg(1000);

}  // namespace mrcnn
