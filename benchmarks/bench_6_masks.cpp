#include <benchmark/benchmark.h>

#include "stages/6_masks/masks.hpp"
#include "stages/6_masks/masks_transfer.hpp"
#include "stages/pipeline/model/pack_weights.hpp"

#include "benchmarks/support/counters.hpp"
#include "benchmarks/support/inputs.hpp"
#include "benchmarks/support/place.hpp"
#include "benchmarks/support/weights.hpp"

namespace mrcnn {
namespace {

template <class Place>
void mask_head_at(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const auto regions = on<Place>(Regions<Host>{random_tensor({count, 14, 14, 256})});
  const auto labels = on<Place>(filled_tensor<std::int32_t>({count}, 1));
  static const auto weights = prepared<Place>(random_mask_head_weights());  // once, not per call
  static const double weight_bytes = bytes_of(random_mask_head_weights());
  time_calls<Place>(state,
                    [&] { return mask_head(regions, labels, weights, compute_at<Place>()); });
  // regions, masks, and the weights
  const auto masks = static_cast<double>(count);
  count_work(state, 1.028e9 * masks,
             4.0 * masks * (14.0 * 14.0 * 256.0 + 28.0 * 28.0) + weight_bytes);
}

template <class Place>
void paste_at(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const auto detections = on<Place>(Detections<Host>{random_boxes(count), random_tensor({count}),
                                                     filled_tensor<std::int32_t>({count}, 1)});
  const auto logits = on<Place>(random_tensor({count, 28, 28}));
  const BoxFrame frame(ImageSize{800, 1066});
  time_calls<Place>(state, [&] { return paste(logits, detections, frame, {480, 640}); });
  count_work(state, 0.0, static_cast<double>(count) * 480.0 * 640.0);
}

const bool kMaskHead = at_both_places("mask_head", mask_head_at<Host>, mask_head_at<Device>,
                                      {"detections"}, {{1}, {100}});
const bool kPaste =
    at_both_places("paste", paste_at<Host>, paste_at<Device>, {"detections"}, {{1}, {100}});

}  // namespace

}  // namespace mrcnn
