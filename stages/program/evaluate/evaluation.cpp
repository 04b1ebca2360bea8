#include "stages/program/evaluate/evaluation.hpp"

#include <algorithm>
#include <numeric>

namespace mrcnn {
namespace {

/// A detection that is among the best 100 of its class in its image.
struct RankedDetection {
  double score = 0.0;
  std::size_t rank = 0;  // in its image
  std::array<Outcome, kAreaRanges.size()> outcomes;
};

/// Objects [first, last) of one class or image in a sorted list.
template <class Object>
std::span<const Object> of_category(const std::vector<Object>& objects, std::int32_t category) {
  const auto before = [](const Object& object, std::int32_t value) {
    return object.category < value;
  };
  const auto first = std::lower_bound(objects.begin(), objects.end(), category, before);
  const auto last = std::lower_bound(first, objects.end(), category + 1, before);
  return {first, last};
}

/// The leading objects of one image; removes them from the list.
template <class Object>
std::span<const Object> take_image(std::span<const Object>& objects, std::int32_t image) {
  const auto end = std::find_if(objects.begin(), objects.end(),
                                [&](const Object& object) { return object.image != image; });
  const auto count = static_cast<std::size_t>(end - objects.begin());
  const auto taken = objects.first(count);
  objects = objects.subspan(count);
  return taken;
}

/// Matches image by image. By descending score, equal scores in the order of the images.
std::vector<RankedDetection> match_images(std::span<const TrueObject> truth,
                                          std::span<const ScoredObject> detections,
                                          OverlapKind kind) {
  std::vector<RankedDetection> ranked;
  while (!detections.empty()) {
    const std::int32_t image = detections.front().image;
    auto found = take_image(detections, image);
    found = found.first(std::min(found.size(), kMostDetections));
    while (!truth.empty() && truth.front().image < image) {
      truth = truth.subspan(1);
    }
    const auto objects = take_image(truth, image);
    const std::vector<double> ious = overlaps(found, objects, kind);
    const std::size_t first = ranked.size();
    for (std::size_t d = 0; d < found.size(); ++d) {
      ranked.push_back({.score = found[d].score, .rank = d, .outcomes = {}});
    }
    for (std::size_t a = 0; a < kAreaRanges.size(); ++a) {
      const std::vector<Outcome> outcomes = match_by_score(found, objects, ious, kAreaRanges[a]);
      for (std::size_t d = 0; d < found.size(); ++d) {
        ranked[first + d].outcomes[a] = outcomes[d];
      }
    }
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.score > b.score; });
  return ranked;
}

/// One curve per threshold.
Curves curves_of(const std::vector<RankedDetection>& ranked, std::size_t area, std::size_t limit,
                 std::size_t objects) {
  Curves curves;
  std::vector<unsigned char> is_right;
  for (std::size_t t = 0; objects > 0 && t < kThresholds; ++t) {
    is_right.clear();
    for (const RankedDetection& detection : ranked) {
      const Outcome& outcome = detection.outcomes[area];
      if (detection.rank < limit && (outcome.ignored >> t & 1U) == 0) {
        is_right.push_back(outcome.matched >> t & 1U);
      }
    }
    curves.push_back(precision_recall(is_right, objects));
  }
  return curves;
}

ClassAccuracy accuracy_of(const EvaluationSet& set, std::size_t category, OverlapKind kind) {
  const auto number = static_cast<std::int32_t>(category);
  const auto truth = of_category(set.truth, number);
  const auto ranked = match_images(truth, of_category(set.detections, number), kind);
  ClassAccuracy accuracy;
  accuracy.category = set.categories[category];
  const auto objects_in = [&](const AreaRange& range) {
    return static_cast<std::size_t>(
        std::count_if(truth.begin(), truth.end(),
                      [&](const TrueObject& object) { return counts_in(object, range); }));
  };
  accuracy.truth = static_cast<std::size_t>(std::count_if(
      truth.begin(), truth.end(), [](const auto& object) { return !object.is_crowd; }));
  for (std::size_t a = 0; a < kAreaRanges.size(); ++a) {
    accuracy.by_area[a] = curves_of(ranked, a, kMostDetections, objects_in(kAreaRanges[a]));
  }
  for (std::size_t m = 0; m < kDetectionLimits.size(); ++m) {
    accuracy.by_limit[m] =
        curves_of(ranked, 0, kDetectionLimits[m], objects_in(kAreaRanges.front()));
  }
  return accuracy;
}

/// The mean over the classes that have objects in question; -1 if none has.
template <class Figure>
double mean_of(const std::vector<ClassAccuracy>& classes, const Figure& figure) {
  double sum = 0.0;
  std::size_t count = 0;
  for (const ClassAccuracy& accuracy : classes) {
    const double value = figure(accuracy);
    if (value > -1) {
      sum += value;
      ++count;
    }
  }
  return count == 0 ? -1.0 : sum / static_cast<double>(count);
}

double mean(const std::array<double, kRecallPoints>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / kRecallPoints;
}

}  // namespace

double average_precision(const Curves& curves, std::size_t threshold) {
  return curves.empty() ? -1.0 : mean(curves[threshold].precision);
}

double average_precision(const Curves& curves) {
  double sum = 0.0;
  for (std::size_t t = 0; t < curves.size(); ++t) {
    sum += average_precision(curves, t);
  }
  return curves.empty() ? -1.0 : sum / static_cast<double>(curves.size());
}

double average_recall(const Curves& curves) {
  double sum = 0.0;
  for (const PrecisionRecall& curve : curves) {
    sum += curve.recall;
  }
  return curves.empty() ? -1.0 : sum / static_cast<double>(curves.size());
}

Evaluation evaluate(const EvaluationSet& set, OverlapKind kind,
                    const std::function<void()>& class_done) {
  Evaluation evaluation{.kind = kind, .classes = {}, .stats = {}};
  evaluation.classes.resize(set.categories.size());
  const auto count = static_cast<std::ptrdiff_t>(set.categories.size());
#pragma omp parallel for schedule(dynamic)
  for (std::ptrdiff_t c = 0; c < count; ++c) {
    const auto category = static_cast<std::size_t>(c);
    evaluation.classes[category] = accuracy_of(set, category, kind);
    class_done();
  }

  constexpr std::size_t kAt50 = 0, kAt75 = 5;
  const auto mean_over_classes = [&](const auto& figure) {
    return mean_of(evaluation.classes, figure);
  };
  const auto ap_at = [&](std::size_t threshold) {
    return mean_over_classes([=](const ClassAccuracy& accuracy) {
      return average_precision(accuracy.by_area[0], threshold);
    });
  };
  const auto ap_of_area = [&](std::size_t area) {
    return mean_over_classes(
        [=](const ClassAccuracy& accuracy) { return average_precision(accuracy.by_area[area]); });
  };
  const auto ar_of_area = [&](std::size_t area) {
    return mean_over_classes(
        [=](const ClassAccuracy& accuracy) { return average_recall(accuracy.by_area[area]); });
  };
  const auto ar_with = [&](std::size_t limit) {
    return mean_over_classes(
        [=](const ClassAccuracy& accuracy) { return average_recall(accuracy.by_limit[limit]); });
  };
  evaluation.stats = {ap_of_area(0), ap_at(kAt50),  ap_at(kAt75),  ap_of_area(1),
                      ap_of_area(2), ap_of_area(3), ar_with(0),    ar_with(1),
                      ar_with(2),    ar_of_area(1), ar_of_area(2), ar_of_area(3)};
  return evaluation;
}

}  // namespace mrcnn
