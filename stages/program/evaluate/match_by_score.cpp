#include "stages/program/evaluate/match_by_score.hpp"

#include <algorithm>
#include <optional>

#include "common/coco/rle_overlap.hpp"

namespace mrcnn {
namespace {

using CocoBox = std::array<double, 4>;

double box_iou(const CocoBox& detection, const CocoBox& object, bool is_crowd) {
  const auto overlap = [&](std::size_t axis) {
    return std::fmin(detection[axis + 2] + detection[axis], object[axis + 2] + object[axis]) -
           std::fmax(detection[axis], object[axis]);
  };
  const double width = overlap(0);
  const double height = overlap(1);
  if (width <= 0 || height <= 0) {
    return 0.0;
  }
  const double intersection = width * height;
  const double detection_area = detection[2] * detection[3];
  return intersection /
         (is_crowd ? detection_area : detection_area + object[2] * object[3] - intersection);
}

double mask_iou(const Rle& detection, const Rle& object, bool is_crowd) {
  const RleOverlap overlap = rle_overlap(detection, object);
  if (overlap.intersection == 0) {
    return 0.0;
  }
  return static_cast<double>(overlap.intersection) /
         static_cast<double>(is_crowd ? rle_area(detection) : overlap.union_);
}

/// Objects that count first, otherwise in the order of the file.
struct Order {
  std::vector<std::size_t> objects;
  std::size_t counting = 0;
};

Order order_of(std::span<const TrueObject> truth, const AreaRange& range) {
  Order order;
  for (const bool counting : {true, false}) {
    for (std::size_t g = 0; g < truth.size(); ++g) {
      if (counts_in(truth[g], range) == counting) {
        order.objects.push_back(g);
        order.counting += counting ? 1 : 0;
      }
    }
  }
  return order;
}

/// Position in the order of the free object with the largest IoU >= threshold, of equal ones the
/// last; a crowd is never used up. An object that counts is preferred to all that are ignored.
std::optional<std::size_t> best_free(const double* ious, std::span<const TrueObject> truth,
                                     const Order& order, const std::vector<bool>& taken,
                                     double threshold) {
  double best = std::min(threshold, 1 - 1e-10);
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < order.objects.size(); ++i) {
    const std::size_t object = order.objects[i];
    if (taken[object] && !truth[object].is_crowd) {
      continue;
    }
    if (found && *found < order.counting && i >= order.counting) {
      break;
    }
    if (ious[object] >= best) {
      best = ious[object];
      found = i;
    }
  }
  return found;
}

}  // namespace

std::array<double, kThresholds> iou_thresholds() {
  constexpr double kStep = (0.95 - 0.5) / (kThresholds - 1);
  std::array<double, kThresholds> thresholds{};
  for (std::size_t t = 0; t < kThresholds; ++t) {
    thresholds[t] = 0.5 + static_cast<double>(t) * kStep;
  }
  thresholds.back() = 0.95;
  return thresholds;
}

bool counts_in(const TrueObject& object, const AreaRange& range) {
  return !object.is_crowd && range.contains(object.area);
}

std::vector<double> overlaps(std::span<const ScoredObject> detections,
                             std::span<const TrueObject> truth, OverlapKind kind) {
  std::vector<std::array<double, 4>> bounds;
  for (const TrueObject& object : truth) {
    bounds.push_back(kind == OverlapKind::bbox ? object.box : rle_bounds(object.mask));
  }
  std::vector<double> ious;
  ious.reserve(detections.size() * truth.size());
  for (const ScoredObject& detection : detections) {
    const CocoBox box = kind == OverlapKind::bbox ? detection.box : rle_bounds(detection.mask);
    for (std::size_t g = 0; g < truth.size(); ++g) {
      const double iou = box_iou(box, bounds[g], truth[g].is_crowd);
      ious.push_back(kind == OverlapKind::bbox || !(iou > 0)
                         ? iou
                         : mask_iou(detection.mask, truth[g].mask, truth[g].is_crowd));
    }
  }
  return ious;
}

std::vector<Outcome> match_by_score(std::span<const ScoredObject> detections,
                                    std::span<const TrueObject> truth,
                                    const std::vector<double>& ious, const AreaRange& range) {
  const Order order = order_of(truth, range);
  const auto thresholds = iou_thresholds();
  std::vector<Outcome> outcomes(detections.size());
  for (std::size_t t = 0; t < kThresholds; ++t) {
    const auto bit = static_cast<std::uint16_t>(1U << t);
    std::vector<bool> taken(truth.size());
    for (std::size_t d = 0; d < detections.size(); ++d) {
      const auto found =
          best_free(ious.data() + d * truth.size(), truth, order, taken, thresholds[t]);
      bool matched = false;
      bool ignored = false;
      if (found) {
        const std::size_t object = order.objects[*found];
        taken[object] = true;
        matched = truth[object].id != 0;
        ignored = *found >= order.counting;
      }
      ignored |= !matched && !range.contains(detections[d].area);
      outcomes[d].matched |= matched ? bit : 0;
      outcomes[d].ignored |= ignored ? bit : 0;
    }
  }
  return outcomes;
}

}  // namespace mrcnn
