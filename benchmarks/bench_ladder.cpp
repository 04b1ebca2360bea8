#include <functional>
#include <sstream>
#include <string>

#include <benchmark/benchmark.h>

#include "common/nn/fast/fast_weights.hpp"
#include "common/nn/fast/winograd_weights.hpp"

#include "benchmarks/ladder/peak.hpp"
#include "benchmarks/ladder/rungs.hpp"
#include "benchmarks/support/counters.hpp"
#include "benchmarks/support/weights.hpp"

namespace mrcnn {
namespace {

/// A layer of ResNet-50 and its pyramid for an image of 800 x 1088 pixels, or a small one.
struct Layer {
  const char* name;
  std::size_t kernel;
  int stride, padding;
  std::size_t inputs, outputs, maps, height, width;
};

constexpr Layer kLayers[] = {
    {"small 3x3 32", 3, 1, 1, 32, 32, 1, 8, 8},
    {"stem 7x7/2 3>64", 7, 2, 3, 3, 64, 1, 800, 1088},
    {"C2 1x1 64>64", 1, 1, 0, 64, 64, 1, 200, 272},
    {"C2 3x3 64", 3, 1, 1, 64, 64, 1, 200, 272},
    {"C2 1x1 64>256", 1, 1, 0, 64, 256, 1, 200, 272},
    {"C2 1x1 256>64", 1, 1, 0, 256, 64, 1, 200, 272},
    {"C3 3x3/2 128", 3, 2, 1, 128, 128, 1, 200, 272},
    {"C3 1x1 512>128", 1, 1, 0, 512, 128, 1, 100, 136},
    {"C3 3x3 128", 3, 1, 1, 128, 128, 1, 100, 136},
    {"C4 1x1 1024>256", 1, 1, 0, 1024, 256, 1, 50, 68},
    {"C4 3x3 256", 3, 1, 1, 256, 256, 1, 50, 68},
    {"C4 1x1 256>1024", 1, 1, 0, 256, 1024, 1, 50, 68},
    {"C5 1x1 2048>512", 1, 1, 0, 2048, 512, 1, 25, 34},
    {"C5 3x3 512", 3, 1, 1, 512, 512, 1, 25, 34},
    {"P2 lateral 1x1 256", 1, 1, 0, 256, 256, 1, 200, 272},
    {"P2 3x3 256", 3, 1, 1, 256, 256, 1, 200, 272},
    {"P3 3x3 256", 3, 1, 1, 256, 256, 1, 100, 136},
    {"mask 3x3 256 on 100x14x14", 3, 1, 1, 256, 256, 100, 14, 14},
};

/// What a rung computes with; packed and transformed before the clock starts.
struct Work {
  explicit Work(const Layer& layer)
      : input(random_tensor({layer.maps, layer.height, layer.width, layer.inputs})),
        weights(random_conv(layer.kernel, layer.inputs, layer.outputs)),
        packed(packed_conv(view(kernel()), view(std::as_const(weights.bias)),
                           fast_form(view(kernel()), layer.stride))),
        is_winograd(packed.form == FastForm::winograd) {
    if (is_winograd) {
      transformed = winograd_weights(view(kernel()));
    }
    const auto extent = [&](std::size_t size) {
      return (size + 2 * static_cast<std::size_t>(layer.padding) - layer.kernel) /
                 static_cast<std::size_t>(layer.stride) +
             1;
    };
    out =
        make_tensor<float>({layer.maps, extent(layer.height), extent(layer.width), layer.outputs});
  }

  [[nodiscard]] const HostTensor<float, 4>& kernel() const { return weights.kernel; }

  HostTensor<float, 4> input;
  Conv2dWeights<Host> weights;
  FastConv packed;
  bool is_winograd;
  HostTensor<float, 3> transformed;
  HostTensor<float, 4> out;
};

/// What the processor could do at most, on all threads.
void peak(benchmark::State& state) {
  double flop = 0.0;
  for (auto _ : state) {
    flop = 0.0;
#pragma omp parallel reduction(+ : flop)
    flop += multiply_and_add(state.range(0));
  }
  count_work(state, flop, 1.0);
}

/// What the memory delivers at most: arrays too large for any cache are read and written in order.
void memory(benchmark::State& state) {
  const auto count = static_cast<Index>(state.range(0));
  const auto left = filled_tensor<float>({state.range(0)}, 1.0F);
  const auto right = filled_tensor<float>({state.range(0)}, 2.0F);
  auto sum = filled_tensor<float>({state.range(0)}, 0.0F);
  for (auto _ : state) {
#pragma omp parallel for simd
    for (Index i = 0; i < count; ++i) {
      sum(i) = left(i) + 0.5F * right(i);
    }
    benchmark::DoNotOptimize(sum.data());
  }
  count_work(state, 2.0 * static_cast<double>(count), 12.0 * static_cast<double>(count));
}

/// What another program needs to time the same layer: maps, height, width, inputs, outputs, kernel,
/// stride, padding.
std::string shape_text(const Layer& layer) {
  std::ostringstream text;
  text << layer.maps << ' ' << layer.height << ' ' << layer.width << ' ' << layer.inputs << ' '
       << layer.outputs << ' ' << layer.kernel << ' ' << layer.stride << ' ' << layer.padding;
  return text.str();
}

using Rung = std::function<void(const Convolution&, const Work&)>;

void run(benchmark::State& state, const Layer& layer, const Rung& rung) {
  Work work(layer);
  const Convolution convolution{view(std::as_const(work.input)),
                                view(work.kernel()),
                                view(std::as_const(work.weights.bias)),
                                view(work.out),
                                layer.stride,
                                layer.padding,
                                true};
  state.SetLabel(shape_text(layer));
  for (auto _ : state) {
    rung(convolution, work);
    benchmark::DoNotOptimize(work.out.data());
  }
  const auto size = [](const auto& tensor) { return static_cast<double>(tensor.size()); };
  const double flop =
      2.0 * size(work.weights.kernel) * size(work.out) / static_cast<double>(layer.outputs);
  count_work(state, flop, 4.0 * (size(work.input) + size(work.weights.kernel) + size(work.out)));
}

/// ladder/LAYER/host/RUNG/cells:N for all of them.
void add_ladder() {
  const std::pair<const char*, Rung> rungs[] = {
      {"1_definition",
       [](const Convolution& s, const Work& /*work*/) { conv2d_reference(s, Host{}); }},
      {"2_im2col",
       [](const Convolution& s, const Work& /*work*/) { conv2d_im2col(s, Math::fp32, Host{}); }},
      {"3_reused_buffers",
       [](const Convolution& s, const Work& /*work*/) { conv2d_reused_buffers(s, nullptr); }},
      {"4_winograd_blas",
       [](const Convolution& s, const Work& work) {
         if (work.is_winograd) {
           conv2d_winograd_blas(s, view(work.transformed));
         } else {
           conv2d_reused_buffers(s, nullptr);
         }
       }},
      {"5_own_kernel",
       [](const Convolution& s, const Work& work) { conv2d_fast(s, {.packed = &work.packed}); }},
  };
  for (const Layer& layer : kLayers) {
    for (const auto& [name, rung] : rungs) {
      const std::string full = std::string("ladder/") + layer.name + "/host/" + name +
                               "/cells:" + std::to_string(layer.maps * layer.height * layer.width);
      benchmark::RegisterBenchmark(
          full.c_str(), [&layer, rung = rung](benchmark::State& state) { run(state, layer, rung); })
          ->UseRealTime()
          ->Unit(benchmark::kMillisecond);
    }
  }
}

BENCHMARK(peak)->Name("ladder/peak/host")->ArgName("steps")->Arg(99)->Arg(1000000)->UseRealTime();
BENCHMARK(memory)
    ->Name("ladder/memory/host")
    ->ArgName("numbers")
    ->Arg(99)
    ->Arg(1 << 26)
    ->UseRealTime();
const bool kIsAdded = (add_ladder(), true);

}  // namespace
}  // namespace mrcnn
