#pragma once
#include <array>
#include <functional>
#include <vector>

#include "common/coco/precision_recall.hpp"

#include "stages/program/evaluate/evaluation_set.hpp"
#include "stages/program/evaluate/match_by_score.hpp"

namespace mrcnn {

/// The curves of one class and area range by threshold; none where the range holds no object.
using Curves = std::vector<PrecisionRecall>;

/// Recall with at most this many detections per image and class.
inline constexpr std::array<std::size_t, 3> kDetectionLimits = {1, 10, kMostDetections};

/// How well the objects of one class were found.
struct ClassAccuracy {
  CocoCategory category;
  std::size_t truth = 0;                                 // objects that are not crowds
  std::array<Curves, kAreaRanges.size()> by_area;        // with kMostDetections
  std::array<Curves, kDetectionLimits.size()> by_limit;  // objects of all areas
};

/// AP: the mean precision over all recall points and thresholds; -1 without objects.
double average_precision(const Curves& curves);

/// The same at one threshold.
double average_precision(const Curves& curves, std::size_t threshold);

/// AR: the mean recall over all thresholds; -1 without objects.
double average_recall(const Curves& curves);

/// The accuracy of a results list by COCO's rules, like pycocotools.
struct Evaluation {
  OverlapKind kind = OverlapKind::bbox;
  std::vector<ClassAccuracy> classes;  // ascending ids
  /// AP, AP50, AP75, AP of small, medium, large objects; AR with 1, 10, 100 detections; AR of
  /// small, medium, large objects. The mean over the classes that have objects; -1 if none has.
  std::array<double, 12> stats{};
};

/// Evaluates classes side by side. Masks need require_masks() first.
///
///   class_done  called after each class, from several threads
Evaluation evaluate(
    const EvaluationSet& set, OverlapKind kind, const std::function<void()>& class_done = [] {});

}  // namespace mrcnn
