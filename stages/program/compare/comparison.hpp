#pragma once
#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "common/enum_names.hpp"

#include "stages/program/compare/array_difference.hpp"
#include "stages/program/compare/bounds.hpp"
#include "stages/program/compare/detection_match.hpp"

namespace mrcnn {

enum class Verdict {
  kEqual,
  kWithin,   // differs, within the bound or exempted
  kBroken,   // breaks the bound
  kDiffers,  // end-to-end, so not judged
};

constexpr auto names_of(Verdict /*verdict*/) {
  return std::array{"equal", "within", "BROKEN", "differs"};
}

/// Rows of a list that another program may order or cut differently. Missing rows are in A only.
struct RowCounts {
  std::size_t missing = 0;
  std::size_t extra = 0;
  std::size_t reordered = 0;
  std::size_t exempted = 0;  // of these three, by a tie within tolerance

  [[nodiscard]] bool holds() const { return missing + extra + reordered == exempted; }

  [[nodiscard]] bool is_clean() const { return missing + extra + reordered == 0; }
};

/// The comparison of one array of two traces.
struct ArrayComparison {
  std::string array;  // "2_proposals/boxes"
  std::string step;   // that made it
  Verdict verdict = Verdict::kEqual;
  Bound bound;
  std::string mismatch;  // "shape (3, 4) against (3, 5)": then there are no numbers
  std::optional<ArrayDifference> difference;
  RowCounts rows;
  std::string worst;  // in words, with both values
};

/// Teacher-forced: the step read the same arrays in both traces, so each array it made is judged.
/// End-to-end: its inputs differ, so only the final detections are judged.
struct StepComparison {
  std::string step;
  std::string why_end_to_end;  // "2_proposals/boxes differs"; empty if teacher-forced
  std::vector<ArrayComparison> arrays;

  [[nodiscard]] bool is_teacher_forced() const { return why_end_to_end.empty(); }

  /// Whether no array breaks its bound; always true end-to-end.
  [[nodiscard]] bool holds() const {
    return std::none_of(arrays.begin(), arrays.end(), [](const ArrayComparison& array) {
      return array.verdict == Verdict::kBroken;
    });
  }
};

/// An array that no step makes: an input, listed and never judged.
struct GivenArray {
  std::string array;
  bool equal = false;
};

/// Two traces, compared step by step.
struct Comparison {
  std::string label_a;  // "out/a: mrcnn 0.1.0, host, im2col, fp32"
  std::string label_b;
  Relation relation;
  std::vector<std::string> notes;  // "setting proposals.nms_iou: 0.7 against 0.6"

  std::vector<StepComparison> steps;  // those that were compared and have arrays in both traces
  std::vector<GivenArray> given;
  std::vector<std::string> only_in_a;
  std::vector<std::string> only_in_b;
  std::size_t steps_not_looked_at = 0;

  std::optional<DetectionMatch> detections;  // of the last step with detections, if needed
  std::string detections_from;               // "6_masks"

  /// The first array whose verdict passes the test, in the order of the steps; null if none does.
  template <class Test>
  [[nodiscard]] const ArrayComparison* first_with(const Test& test) const {
    for (const StepComparison& step : steps) {
      for (const ArrayComparison& array : step.arrays) {
        if (test(array.verdict)) {
          return &array;
        }
      }
    }
    return nullptr;
  }

  [[nodiscard]] const ArrayComparison* first_different() const {
    return first_with([](Verdict verdict) { return verdict != Verdict::kEqual; });
  }

  [[nodiscard]] const ArrayComparison* first_broken() const {
    return first_with([](Verdict verdict) { return verdict == Verdict::kBroken; });
  }

  /// Whether arrays differ end-to-end, so that only the detections decide.
  [[nodiscard]] bool needs_detections() const {
    return first_with([](Verdict verdict) { return verdict == Verdict::kDiffers; }) != nullptr;
  }

  /// Every teacher-forced step holds, no step was left out, at least one was compared, and if
  /// arrays differ end-to-end, the detections match. What cannot be judged does not hold.
  [[nodiscard]] bool holds() const {
    return !steps.empty() && steps_not_looked_at == 0 && first_broken() == nullptr &&
           (!needs_detections() || (detections && detections->holds()));
  }
};

}  // namespace mrcnn
