#pragma once
#include <string>
#include <vector>

#include "stages/program/compare/array_difference.hpp"

namespace mrcnn {

// How close to equal a decision of another program may be before a difference is exempted.
inline constexpr double kScoreGap = 1e-6;  // two scores, or a score and its threshold
inline constexpr double kIouGap = 1e-6;    // two IoUs, or an IoU and its threshold
inline constexpr int kLevelUlps = 16;      // a box's size and the size at which a level begins
inline constexpr double kMaskGap = 1e-4;   // a mask probability and its threshold
inline constexpr double kBoxGap = 1e-3;    // pixels, per coordinate

/// The decision that a rounding error can change in an array, and with it how rows are paired.
enum class Tie {
  none,        // row i is compared with row i, as in all that follow unless they say otherwise
  candidates,  // rows of a score-and-NMS selection's candidates are paired by key
  selected,    // rows of its result are paired by key
  roi_level,   // a box whose size is near the beginning of a pyramid level may read either level
  keep,        // an IoU near the threshold may be kept or not
  best_truth,  // two equally near objects may be confused
  kept,        // rows of the kept detections are paired by detection
  mask_pixel,  // a probability near the threshold may set the pixel or not
};

/// What some arrays of one folder may differ by, when what their step reads is equal.
struct BoundsRow {
  std::string folder;  // "2_proposals"
  std::vector<std::string> arrays;
  Bound other_backend;  // both traces from this program, made by different back ends
  Bound other_conv;     // both from this program, made with different --conv
  Bound tf32;           // both from this program, at least one with TF32 arithmetic
  Bound other_program;  // at least one trace, or the array in it, from another program
  Tie tie = Tie::none;  // exempted only between programs
};

/// How two traces were made differently.
struct Relation {
  bool other_program = false;
  bool other_backend = false;
  bool other_conv = false;
  bool tf32 = false;
};

/// The one table of bounds (docs/equality.md gives the reasons, docs/comparing.md prints it).
const std::vector<BoundsRow>& bounds_table();

/// The row of an array, "2_proposals/boxes". An unknown array is exact.
const BoundsRow& bounds_of(const std::string& array);

/// The bound that holds between two traces: the loosest of the columns that apply, else exact.
Bound bound_between(const BoundsRow& row, const Relation& relation);

}  // namespace mrcnn
