#include <benchmark/benchmark.h>

#include "stages/1_features/features.hpp"
#include "stages/1_features/features_transfer.hpp"
#include "stages/pipeline/model/pack_weights.hpp"

#include "benchmarks/support/counters.hpp"
#include "benchmarks/support/inputs.hpp"
#include "benchmarks/support/place.hpp"
#include "benchmarks/support/weights.hpp"

namespace mrcnn {
namespace {

/// ResNet-101 and FPN at full width on `rows` x `columns` pixels.
template <class Place>
void features_at(benchmark::State& state) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const auto columns = static_cast<std::size_t>(state.range(1));
  const auto input = on<Place>(NetworkInput<Host>{random_tensor({rows, columns, 3}), {}, {}});
  static const auto weights = prepared<Place>(random_features_weights());  // once, not per call
  static const double weight_bytes = bytes_of(random_features_weights());
  time_calls<Place>(state, [&] { return features(input, weights, compute_at<Place>()); });
  const double share = static_cast<double>(rows * columns) / (800.0 * 1088.0);
  // input, P2..P6 and the weights
  constexpr double kPyramidCells = 72471.0;  // 200x272 + 100x136 + 50x68 + 25x34 + 13x17
  count_work(state, 369.19e9 * share,
             4.0 * share * (3.0 * 800.0 * 1088.0 + 256.0 * kPyramidCells) + weight_bytes);
}

const bool kFeatures =
    at_both_places("features", features_at<Host>, features_at<Device>, {"rows", "columns"},
                   {{32, 32}, {256, 256}, {512, 512}, {800, 1088}, {1344, 1344}});

}  // namespace

}  // namespace mrcnn
