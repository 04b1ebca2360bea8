#include <benchmark/benchmark.h>

#include "stages/2_proposals/proposals.hpp"
#include "stages/2_proposals/proposals_transfer.hpp"
#include "stages/pipeline/model/pack_weights.hpp"

#include "benchmarks/support/counters.hpp"
#include "benchmarks/support/inputs.hpp"
#include "benchmarks/support/place.hpp"
#include "benchmarks/support/weights.hpp"

namespace mrcnn {
namespace {

template <class Place>
void rpn_head_at(benchmark::State& state) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const auto columns = static_cast<std::size_t>(state.range(1));
  const auto pyramid = on<Place>(random_pyramid(rows, columns, 256));
  const ImageSize padded{static_cast<int>(rows), static_cast<int>(columns)};
  static const auto weights = prepared<Place>(random_rpn_weights());  // once, not per call
  static const double weight_bytes = bytes_of(random_rpn_weights());
  time_calls<Place>(state,
                    [&] { return rpn_head(pyramid, padded, weights, {}, compute_at<Place>()); });
  const double share = static_cast<double>(rows * columns) / (800.0 * 1088.0);
  // P2..P6, three logits and twelve deltas for each of their cells, and the weights
  constexpr double kPyramidCells = 72471.0;  // 200x272 + 100x136 + 50x68 + 25x34 + 13x17
  count_work(state, 86.05e9 * share, 4.0 * share * kPyramidCells * (256.0 + 15.0) + weight_bytes);
}

/// The choice among anchors of two levels, with random logits and small deltas.
template <class Place>
void proposals_at(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  RpnOutput<Host> rpn{random_boxes(count), filled_tensor<std::int32_t>({count}, 2),
                      random_tensor({count}), filled_tensor<float>({count, 4}, 0.1F)};
  for (std::size_t i = count / 2; i < count; ++i) {
    rpn.anchor_levels(i) = 3;
  }
  const auto there = on<Place>(rpn);
  const BoxFrame frame(ImageSize{800, 1066});
  time_calls<Place>(state, [&] { return proposals(there, frame, {.fast_nms = true}); });
  count_work(state, 0.0, static_cast<double>(count) * 40.0);
}

const bool kRpnHead = at_both_places("rpn_head", rpn_head_at<Host>, rpn_head_at<Device>,
                                     {"rows", "columns"}, {{64, 64}, {800, 1088}});
const bool kProposals = at_both_places("proposals", proposals_at<Host>, proposals_at<Device>,
                                       {"anchors"}, {{1000}, {217413}});

}  // namespace

}  // namespace mrcnn
