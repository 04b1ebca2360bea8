#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "stages/program/compare/array_difference.hpp"
#include "stages/program/compare/bounds.hpp"
#include "stages/program/compare/detection_match.hpp"

namespace mrcnn {

/// Whether what a step read is equal in both traces. If not, its arrays are shown but not judged:
/// only the final detections are.
enum class Mode { kIsolated, kChained };

enum class Verdict {
  kEqual,
  kWithin,   // differs, inside the bound or excused
  kBroken,   // breaks the bound
  kDiffers,  // chained, so not judged
};

std::string name_of(Mode mode);
std::string name_of(Verdict verdict);

/// Rows of a list that another program may order or cut differently. Missing rows are in A only.
struct RowCounts {
  std::size_t missing = 0;
  std::size_t extra = 0;
  std::size_t moved = 0;
  std::size_t excused = 0;  // of these three, by a near tie

  [[nodiscard]] bool holds() const { return missing + extra + moved == excused; }

  [[nodiscard]] bool is_clean() const { return missing + extra + moved == 0; }
};

/// What there is to say about one array of two traces.
struct ArrayComparison {
  std::string array;  // "2_proposals/boxes"
  Verdict verdict = Verdict::kEqual;
  Bound bound;
  std::string mismatch;  // "shape (3, 4) against (3, 5)": then there are no numbers
  std::optional<ArrayDifference> difference;
  RowCounts rows;
  std::string worst;  // in words, with both values
};

/// One step, judged.
struct StepComparison {
  std::string step;
  Mode mode = Mode::kIsolated;
  std::string why_chained;  // "2_proposals/boxes differs"
  std::vector<ArrayComparison> arrays;

  /// Whether no array breaks its bound. A chained step always does.
  [[nodiscard]] bool holds() const;
};

/// An array that no step makes: an input, shown and never judged.
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

  std::vector<StepComparison> steps;  // those that were looked at and have arrays in both traces
  std::vector<GivenArray> given;
  std::vector<std::string> only_in_a;
  std::vector<std::string> only_in_b;
  std::size_t steps_not_looked_at = 0;

  std::optional<DetectionMatch>
      detections;               // of the last step with detections, if some step is chained
  std::string detections_from;  // "6_masks"

  /// All that was looked at: "2_proposals/boxes", or nothing.
  [[nodiscard]] const ArrayComparison* first_different() const;
  [[nodiscard]] const ArrayComparison* first_broken() const;

  /// Whether arrays of chained steps differ, so that only the detections can tell.
  [[nodiscard]] bool needs_detections() const;

  /// Every isolated step holds, nothing was left out, something was compared, and where chained
  /// arrays differ, the detections go together. What cannot be judged does not hold.
  [[nodiscard]] bool holds() const;
};

}  // namespace mrcnn
