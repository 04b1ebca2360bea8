#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "common/geometry/match.hpp"

namespace mrcnn {

/// How a training step samples the matched rows.
struct TrainingSampleParams {
  MatchThresholds thresholds;  // positive from `high`, negative below `low`, between: neither
  bool low_quality;            // every truth also gets the rows that overlap it most
  std::size_t count;           // rows of a sample
  float positive_fraction;     // at most this fraction of them is positive
};

/// Anchors of the region proposal network (Faster R-CNN, sec. 3.1.2 and 3.1.3).
inline constexpr TrainingSampleParams kRpnTraining{{0.3F, 0.7F}, true, 256, 0.5F};

/// Proposals, with the true boxes appended last (Fast R-CNN, sec. 2.3; Mask R-CNN, sec. 3.1).
inline constexpr TrainingSampleParams kRoiTraining{{0.5F, 0.5F}, false, 512, 0.25F};

/// Rows in ascending order.
struct TrainingSample {
  std::vector<std::int32_t> positives;
  std::vector<std::int32_t> negatives;
};

/// A random choice among the rows: min(count * positive_fraction, all) positives; negatives fill
/// the rest as far as there are any.
///
///   matches  match(iou, params.thresholds, params.low_quality)
///   seed     the same seed chooses the same rows on every machine
TrainingSample training_sample(const BestTruth<Host>& matches, const TrainingSampleParams& params,
                               std::uint64_t seed);

}  // namespace mrcnn
