#pragma once
#include <array>
#include <cstddef>
#include <span>

namespace mrcnn {

/// Precision is read off at recall 0.00, 0.01, ..., 1.00.
inline constexpr std::size_t kRecallPoints = 101;

/// One class at one threshold.
struct PrecisionRecall {
  std::array<double, kRecallPoints> precision{};
  double recall = 0.0;  // of all detections
};

/// The curve of a ranked list: going down it, precision is the part of the detections so far that
/// are right, recall the part of the objects found. Precision at recall r is the best one at any
/// recall >= r, 0 where no detection reaches r.
///
///   is_right  (D) by descending score: 1 right, 0 wrong
///   objects   > 0, how many there are to find
PrecisionRecall precision_recall(std::span<const unsigned char> is_right, std::size_t objects);

}  // namespace mrcnn
