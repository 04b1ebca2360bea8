#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "common/enum_names.hpp"

#include "stages/program/evaluate/evaluation_set.hpp"

namespace mrcnn {

/// What is wrong with a detection, or an object. IoU is that of boxes.
enum class ErrorKind {
  none,        // right: IoU >= 0.5 with a free object of its class
  class_,      // IoU >= 0.5 with an object of another class
  location,    // IoU from 0.1 to 0.5 with an object of its class
  both,        // the same with an object of another class
  duplicate,   // IoU >= 0.5 with an object of its class that a better detection took
  background,  // IoU below 0.1 with all objects
  missed,      // an object that no detection took
};

constexpr auto names_of(ErrorKind) {
  return std::array{"right",     "wrong class", "badly placed", "both",
                    "duplicate", "background",  "missed"};
}

inline constexpr std::size_t kErrorKinds = 7;
inline constexpr std::size_t kHistogramBins = 10;

struct ImageErrors {
  std::int32_t image = 0;  // position in EvaluationSet::image_ids
  std::array<std::size_t, kErrorKinds> counts{};

  /// All but the right ones.
  [[nodiscard]] std::size_t errors() const;
};

/// How the detections with a score of at least `min_score` fail.
struct DetectionErrors {
  double min_score = 0.5;
  std::array<std::size_t, kErrorKinds> counts{};
  std::vector<ImageErrors> images;  // most errors first; equal ones by id

  /// Rows: class of the object that a detection overlaps most, with IoU >= 0.5, whatever its class.
  /// Columns: class of the detection. The last row counts detections on no object, the last column
  /// objects that no detection lies on.
  std::vector<std::vector<std::size_t>> confusion;

  std::array<std::size_t, kHistogramBins> scores_right{};  // of all detections, by tenths
  std::array<std::size_t, kHistogramBins> scores_wrong{};
  std::array<std::size_t, kHistogramBins> ious{};  // of the right ones
};

/// Sorts every detection into a kind of error. Crowds, and what lies in a crowd of its class, are
/// left out.
DetectionErrors find_errors(const EvaluationSet& set, double min_score = 0.5);

}  // namespace mrcnn
