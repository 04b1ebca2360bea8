#include "stages/program/evaluate/detection_errors.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

#include "stages/program/evaluate/match_by_score.hpp"

namespace mrcnn {
namespace {

constexpr double kFound = 0.5;
constexpr double kNear = 0.1;

/// The detections and objects of one image, without their masks; best score first.
struct ImageObjects {
  std::vector<ScoredObject> detections;
  std::vector<TrueObject> truth;
};

std::vector<ImageObjects> by_image(const EvaluationSet& set) {
  std::vector<ImageObjects> images(set.image_ids.size());
  for (const ScoredObject& object : set.detections) {
    ScoredObject copy{object.category, object.image, object.score, object.area, object.box, {}};
    images[static_cast<std::size_t>(object.image)].detections.push_back(copy);
  }
  for (const TrueObject& object : set.truth) {
    TrueObject copy;
    copy.category = object.category;
    copy.is_crowd = object.is_crowd;
    copy.box = object.box;
    images[static_cast<std::size_t>(object.image)].truth.push_back(copy);
  }
  for (ImageObjects& image : images) {
    std::stable_sort(image.detections.begin(), image.detections.end(),
                     [](const auto& a, const auto& b) { return a.score > b.score; });
  }
  return images;
}

std::size_t bin_of(double value) {
  return static_cast<std::size_t>(std::clamp(value * kHistogramBins, 0.0, kHistogramBins - 1.0));
}

/// Judges the detections of one image.
class ImageJudge {
 public:
  explicit ImageJudge(const ImageObjects& image)
      : image_(image),
        ious_(overlaps(image.detections, image.truth, OverlapKind::bbox)),
        taken_(image.truth.size()) {}

  /// The object of the largest IoU among those that fit; none below `least`.
  template <class Fits>
  [[nodiscard]] std::optional<std::size_t> best(std::size_t d, double least,
                                                const Fits& fits) const {
    std::optional<std::size_t> found;
    for (std::size_t g = 0; g < image_.truth.size(); ++g) {
      if (fits(g) && iou(d, g) >= least && (!found || iou(d, g) > iou(d, *found))) {
        found = g;
      }
    }
    return found;
  }

  [[nodiscard]] double iou(std::size_t d, std::size_t g) const {
    return ious_[d * image_.truth.size() + g];
  }

  /// Of its own class.
  [[nodiscard]] bool is_in_crowd(std::size_t d) const {
    return best(d, kFound,
                [&](std::size_t g) {
                  return image_.truth[g].is_crowd &&
                         image_.truth[g].category == image_.detections[d].category;
                })
        .has_value();
  }

  /// None for a detection in a crowd.
  std::optional<ErrorKind> judge(std::size_t d, double& iou_of_match) {
    const auto of_class = [&](std::size_t g) {
      return !image_.truth[g].is_crowd && image_.truth[g].category == image_.detections[d].category;
    };
    const auto other = [&](std::size_t g) {
      return !image_.truth[g].is_crowd && image_.truth[g].category != image_.detections[d].category;
    };
    const auto free = best(d, kFound, [&](std::size_t g) { return of_class(g) && !taken_[g]; });
    if (free) {
      taken_[*free] = true;
      iou_of_match = iou(d, *free);
      return ErrorKind::none;
    }
    if (is_in_crowd(d)) {
      return std::nullopt;
    }
    if (best(d, kFound, of_class)) {
      return ErrorKind::duplicate;
    }
    if (best(d, kFound, other)) {
      return ErrorKind::class_;
    }
    if (best(d, kNear, of_class)) {
      return ErrorKind::location;
    }
    return best(d, kNear, other) ? ErrorKind::both : ErrorKind::background;
  }

  [[nodiscard]] std::size_t missed() const {
    std::size_t count = 0;
    for (std::size_t g = 0; g < image_.truth.size(); ++g) {
      count += !image_.truth[g].is_crowd && !taken_[g] ? 1 : 0;
    }
    return count;
  }

 private:
  const ImageObjects& image_;
  std::vector<double> ious_;
  std::vector<bool> taken_;
};

/// Adds the detections of one image and the objects that they lie on, whatever their classes.
void add_confusion(const ImageObjects& image, const ImageJudge& judge, double min_score,
                   std::vector<std::vector<std::size_t>>& confusion) {
  const std::size_t none = confusion.size() - 1;
  std::vector<bool> seen(image.truth.size());
  for (std::size_t d = 0; d < image.detections.size(); ++d) {
    if (image.detections[d].score < min_score) {
      break;
    }
    const auto found =
        judge.best(d, kFound, [&](std::size_t g) { return !image.truth[g].is_crowd; });
    if (!found && judge.is_in_crowd(d)) {
      continue;
    }
    const auto column = static_cast<std::size_t>(image.detections[d].category);
    const std::size_t row = found ? static_cast<std::size_t>(image.truth[*found].category) : none;
    ++confusion[row][column];
    if (found) {
      seen[*found] = true;
    }
  }
  for (std::size_t g = 0; g < image.truth.size(); ++g) {
    if (!image.truth[g].is_crowd && !seen[g]) {
      ++confusion[static_cast<std::size_t>(image.truth[g].category)][none];
    }
  }
}

}  // namespace

std::size_t ImageErrors::errors() const {
  return std::accumulate(counts.begin() + 1, counts.end(), std::size_t{0});
}

DetectionErrors find_errors(const EvaluationSet& set, double min_score) {
  const std::size_t rows = set.categories.size() + 1;
  DetectionErrors errors;
  errors.min_score = min_score;
  errors.confusion.assign(rows, std::vector<std::size_t>(rows));
  std::int32_t number = 0;
  for (const ImageObjects& image : by_image(set)) {
    ImageJudge judge(image);
    ImageErrors of_image;
    of_image.image = number++;
    std::optional<std::size_t> missed;
    for (std::size_t d = 0; d < image.detections.size(); ++d) {
      const double score = image.detections[d].score;
      if (score < min_score && !missed) {
        missed = judge.missed();  // by the detections that count
      }
      double iou = 0.0;
      const auto kind = judge.judge(d, iou);
      if (!kind) {
        continue;
      }
      const bool is_right = *kind == ErrorKind::none;
      ++(is_right ? errors.scores_right : errors.scores_wrong)[bin_of(score)];
      if (score >= min_score) {
        ++of_image.counts[static_cast<std::size_t>(*kind)];
        errors.ious[bin_of(iou)] += is_right ? 1 : 0;
      }
    }
    of_image.counts.back() = missed.value_or(judge.missed());
    add_confusion(image, judge, min_score, errors.confusion);
    for (std::size_t k = 0; k < kErrorKinds; ++k) {
      errors.counts[k] += of_image.counts[k];
    }
    errors.images.push_back(of_image);
  }
  std::stable_sort(errors.images.begin(), errors.images.end(),
                   [](const auto& a, const auto& b) { return a.errors() > b.errors(); });
  return errors;
}

}  // namespace mrcnn
