#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "stages/program/evaluate/evaluation_set.hpp"

namespace mrcnn {

/// COCO's IoU thresholds: 0.50, 0.55, ..., 0.95.
inline constexpr std::size_t kThresholds = 10;
std::array<double, kThresholds> iou_thresholds();

/// Objects of all sizes, small, medium and large ones: limits of their area, both inclusive.
struct AreaRange {
  const char* name;
  double least, most;

  [[nodiscard]] bool contains(double area) const { return least <= area && area <= most; }
};

inline constexpr std::array kAreaRanges = {
    AreaRange{"all", 0.0, 1e10}, AreaRange{"small", 0.0, 32.0 * 32.0},
    AreaRange{"medium", 32.0 * 32.0, 96.0 * 96.0}, AreaRange{"large", 96.0 * 96.0, 1e10}};

/// The most detections of one class that count in one image.
inline constexpr std::size_t kMostDetections = 100;

/// IoU of every detection (rows) with every true object (columns) of one class in one image. With a
/// crowd it is the part of the detection that lies inside. Masks that differ in size, and masks
/// whose rectangles do not overlap, give 0.
std::vector<double> overlaps(std::span<const ScoredObject> detections,
                             std::span<const TrueObject> truth, OverlapKind kind);

/// How a detection was matched. Bit t is for threshold t.
struct Outcome {
  std::uint16_t matched = 0;
  std::uint16_t ignored = 0;  // counts neither as right nor as wrong
};

/// Matches the detections of one class in one image, best score first, each with the free object of
/// the largest IoU (COCO's rules, docs/evaluation.md). Crowds and objects outside the area range
/// are ignored, and so is a detection that only matches one of them, or that matches nothing and is
/// itself outside the range.
///
///   ious     (D, G) of overlaps()
///   returns  (D)
std::vector<Outcome> match_by_score(std::span<const ScoredObject> detections,
                                    std::span<const TrueObject> truth,
                                    const std::vector<double>& ious, const AreaRange& range);

/// Whether an object counts: no crowd, and its area is in the range.
bool counts_in(const TrueObject& object, const AreaRange& range);

}  // namespace mrcnn
