#include <benchmark/benchmark.h>

#include "common/geometry/anchors.hpp"
#include "common/geometry/box.hpp"
#include "common/geometry/box_coder.hpp"
#include "common/geometry/exact_math.hpp"
#include "common/geometry/iou_matrix.hpp"
#include "common/geometry/match.hpp"
#include "common/geometry/nms.hpp"
#include "common/image/preprocess.hpp"

#include "stages/3_roi_align/roi_levels.hpp"

#include "benchmarks/support/counters.hpp"
#include "benchmarks/support/inputs.hpp"

namespace mrcnn {
namespace {

void preprocess_host(benchmark::State& state) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const InputImage<Host> image{filled_tensor<std::uint8_t>({rows, rows * 4 / 3, 3}, 77)};
  for (auto _ : state) {
    benchmark::DoNotOptimize(preprocess(image).pixels.data());
  }
  count_work(state, 0.0, 800.0 * 1066.0 * 3.0 * 4.0);
}

void anchors_host(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(make_anchors<Host>(
        {800, 1088}, {{200, 272}, {100, 136}, {50, 68}, {25, 34}, {13, 17}},
        {.sizes = {32, 64, 128, 256, 512}, .aspect_ratios = {0.5F, 1.0F, 2.0F}}));
  }
  count_work(state, 0.0, 217413.0 * sizeof(Box));
}

void decode_host(benchmark::State& state) {
  const HostTensor<Box, 1> boxes = random_boxes(static_cast<std::size_t>(state.range(0)));
  const HostTensor<float, 2> d = random_tensor({boxes.size(), 4}) * 0.1F;
  HostTensor<Box, 1> moved = boxes;
  for (auto _ : state) {
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      const BoxDelta delta{d(i, 0), d(i, 1), d(i, 2), d(i, 3)};
      moved(i) = clip_box(decode(boxes(i), delta, {}), {0.0F, 0.0F, 1066.0F, 800.0F});
    }
    benchmark::DoNotOptimize(moved.data());
    benchmark::ClobberMemory();
  }
  count_work(state, 0.0, static_cast<double>(boxes.size()) * 3.0 * sizeof(Box));
}

void iou_matrix_host(benchmark::State& state) {
  const auto boxes = random_boxes(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    benchmark::DoNotOptimize(iou_matrix(boxes, boxes));
  }
  const auto count = static_cast<double>(boxes.size());
  count_work(state, 12.0 * count * count, 4.0 * count * count);
}

void nms_host(benchmark::State& state, bool fast) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const auto boxes = random_boxes(count);
  const auto scores = random_tensor({count});
  const auto groups = filled_tensor<std::int32_t>({count}, 0);
  std::size_t kept = 0;
  for (auto _ : state) {
    auto suppressed_by = filled_tensor<std::int32_t>({count}, kKept);
    kept = non_maximum_suppression(boxes, scores, groups, {.max_iou = 0.7, .fast = fast},
                                   suppressed_by)
               .size();
  }
  state.counters["kept"] = static_cast<double>(kept);
  count_work(state, 0.0, static_cast<double>(count) * sizeof(Box));
}

void match_host(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const HostTensor<float, 2> overlaps = iou_matrix(random_boxes(count), random_boxes(20));
  for (auto _ : state) {
    benchmark::DoNotOptimize(match(overlaps, {0.3F, 0.7F}, true).index.data());
  }
  count_work(state, 0.0, static_cast<double>(overlaps.size()) * 4.0);
}

void levels_host(benchmark::State& state) {
  const auto boxes = random_boxes(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    benchmark::DoNotOptimize(roi_levels(boxes).data());
  }
  count_work(state, 0.0, static_cast<double>(boxes.size()) * (sizeof(Box) + 4.0));
}

void softmax_host(benchmark::State& state) {
  constexpr int kClasses = 91;
  const auto rows = static_cast<std::size_t>(state.range(0));
  const auto logits = random_tensor({rows, kClasses});
  auto probabilities = make_tensor<float>({rows, kClasses});
  for (auto _ : state) {
    for (std::size_t r = 0; r < rows; ++r) {
      exact_softmax(view(logits)[r], view(probabilities)[r]);
    }
    benchmark::DoNotOptimize(probabilities.data());
  }
  count_work(state, 0.0, static_cast<double>(logits.size()) * 8.0);
}

}  // namespace

BENCHMARK(preprocess_host)
    ->Name("preprocess/host")
    ->ArgName("rows")
    ->Arg(48)
    ->Arg(480)
    ->UseRealTime();
BENCHMARK(anchors_host)->Name("anchors/host")->UseRealTime();
BENCHMARK(decode_host)->Name("decode/host")->ArgName("boxes")->Arg(10)->Arg(5000)->UseRealTime();
BENCHMARK(iou_matrix_host)
    ->Name("iou_matrix/host")
    ->ArgName("boxes")
    ->Arg(10)
    ->Arg(1000)
    ->UseRealTime();
BENCHMARK(match_host)->Name("match/host")->ArgName("boxes")->Arg(10)->Arg(1000)->UseRealTime();
BENCHMARK_CAPTURE(nms_host, plain, false)
    ->Name("nms/host/plain")
    ->ArgName("boxes")
    ->Arg(10)
    ->Arg(1000)
    ->Arg(4700)
    ->UseRealTime();
BENCHMARK_CAPTURE(nms_host, fast, true)
    ->Name("nms/host/fast")
    ->ArgName("boxes")
    ->Arg(10)
    ->Arg(1000)
    ->Arg(4700)
    ->UseRealTime();
BENCHMARK(levels_host)->Name("levels/host")->ArgName("boxes")->Arg(10)->Arg(1000)->UseRealTime();
BENCHMARK(softmax_host)->Name("softmax/host")->ArgName("rows")->Arg(10)->Arg(1000)->UseRealTime();

}  // namespace mrcnn
