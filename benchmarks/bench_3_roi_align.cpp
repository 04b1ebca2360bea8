#include <benchmark/benchmark.h>

#include "stages/3_roi_align/roi_align.hpp"

#include "benchmarks/support/counters.hpp"
#include "benchmarks/support/inputs.hpp"
#include "benchmarks/support/place.hpp"

namespace mrcnn {
namespace {

template <class Place>
void roi_align_at(benchmark::State& state) {
  const auto rois = static_cast<std::size_t>(state.range(0));
  const auto bins = static_cast<int>(state.range(1));
  const auto pyramid = on<Place>(random_pyramid(800, 1088, 256));
  const auto boxes = on<Place>(random_boxes(rois));
  time_calls<Place>(state, [&] { return roi_align(pyramid, boxes, bins); });
  // per value: four samples of four products and sums; read four cells per sample, written once
  const double values = static_cast<double>(rois) * static_cast<double>(bins * bins) * 256.0;
  count_work(state, values * 32.0, values * 4.0 * 17.0);
}

const bool kRoiAlign =
    at_both_places("roi_align", roi_align_at<Host>, roi_align_at<Device>, {"rois", "bins"},
                   {{10, 7}, {100, 7}, {300, 7}, {1000, 7}, {2000, 7}, {100, 14}});

}  // namespace

}  // namespace mrcnn
