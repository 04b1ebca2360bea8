#include <benchmark/benchmark.h>

#include "stages/4_box_head/box_head.hpp"
#include "stages/4_box_head/box_head_transfer.hpp"
#include "stages/pipeline/model/pack_weights.hpp"

#include "benchmarks/support/counters.hpp"
#include "benchmarks/support/inputs.hpp"
#include "benchmarks/support/place.hpp"
#include "benchmarks/support/weights.hpp"

namespace mrcnn {
namespace {

template <class Place>
void box_head_at(benchmark::State& state) {
  const auto rois = static_cast<std::size_t>(state.range(0));
  const auto regions = on<Place>(Regions<Host>{random_tensor({rois, 7, 7, 256})});
  static const auto weights = prepared<Place>(random_box_head_weights());  // once, not per call
  static const double weight_bytes = bytes_of(random_box_head_weights());
  time_calls<Place>(state, [&] { return box_head(regions, weights, compute_at<Place>()); });
  // regions, logits and deltas, and the weights
  const auto count = static_cast<double>(rois);
  count_work(state, 28.72e6 * count,
             4.0 * count * (7.0 * 7.0 * 256.0 + 91.0 + 364.0) + weight_bytes);
}

template <class Place>
void detections_at(benchmark::State& state) {
  const auto rois = static_cast<std::size_t>(state.range(0));
  BoxHeadOutput<Host> head{random_tensor({rois, 91}), random_tensor({rois, 364})};
  head.class_logits *= 4.0F;
  const auto there = on<Place>(head);
  const auto boxes = on<Place>(random_boxes(rois));
  const BoxFrame frame(ImageSize{800, 1066});
  time_calls<Place>(state, [&] { return detections(there, boxes, frame, {.fast_nms = true}); });
  count_work(state, 0.0, static_cast<double>(rois) * 91.0 * 5.0 * 4.0);
}

const bool kBoxHead = at_both_places("box_head", box_head_at<Host>, box_head_at<Device>, {"rois"},
                                     {{10}, {100}, {300}, {1000}, {2000}});
const bool kDetections = at_both_places("detections", detections_at<Host>, detections_at<Device>,
                                        {"rois"}, {{10}, {1000}});

}  // namespace

}  // namespace mrcnn
