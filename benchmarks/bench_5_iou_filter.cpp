#include <benchmark/benchmark.h>

#include "stages/5_iou_filter/iou_filter.hpp"

#include "benchmarks/support/counters.hpp"
#include "benchmarks/support/inputs.hpp"
#include "benchmarks/support/place.hpp"

namespace mrcnn {
namespace {

template <class Place>
void iou_filter_at(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const auto detections = on<Place>(Detections<Host>{random_boxes(count), random_tensor({count}),
                                                     filled_tensor<std::int32_t>({count}, 1)});
  const auto truth =
      on<Place>(GroundTruth<Host>{random_boxes(20), filled_tensor<std::int32_t>({20}, 1)});
  time_calls<Place>(state, [&] { return iou_filter(detections, &truth); });
  count_work(state, 12.0 * static_cast<double>(count) * 20.0,
             static_cast<double>(count) * (sizeof(Box) + 80.0));
}

const bool kIouFilter = at_both_places("iou_filter", iou_filter_at<Host>, iou_filter_at<Device>,
                                       {"detections"}, {{10}, {100}, {1000}});

}  // namespace

}  // namespace mrcnn
