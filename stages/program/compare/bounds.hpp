#pragma once
#include <string>
#include <vector>

namespace mrcnn {

/// How far an element may be from its partner.
struct Bound {
  enum class Kind { kExact, kAbsolute, kOfLargest };

  Kind kind = Kind::kExact;
  double value = 0.0;  // in the array's own unit, or as a fraction of its largest finite magnitude

  friend bool operator==(const Bound&, const Bound&) = default;
};

/// "exact", "0.001", "2e-05 of the largest".
std::string text_of(const Bound& bound);

/// The decisions that a difference in the last bit can turn. Where another program decided
/// otherwise so close to the border, the difference is excused and counted.
enum class NearTie {
  kNone,
  kSelection,  // rows picked by score and NMS: scores 1e-6 apart, or an IoU 1e-6 from the threshold
  kRoiLevel,   // a box whose size is within 16 ULP of where the pyramid level changes
  kIouFilter,  // a best IoU 1e-6 from the threshold, or two true objects equally near
  kMaskPixel,  // a probability 1e-4 from the threshold
};

/// What the arrays of one row of the table may differ by, when what their step reads is equal.
struct BoundsRow {
  std::vector<std::string> arrays;
  Bound other_backend;                // both traces ours, made by different back ends
  Bound other_conv;                   // both ours, made with different --conv
  Bound tf32;                         // both ours, at least one with TF32 arithmetic
  Bound foreign;                      // at least one trace from another program
  NearTie near_tie = NearTie::kNone;  // applies to foreign traces only
};

/// In what two traces differ besides their values.
struct Relation {
  bool foreign = false;
  bool other_backend = false;
  bool other_conv = false;
  bool tf32 = false;
};

/// The one table of bounds (docs/equality.md gives the reasons, docs/comparing.md prints it).
const std::vector<BoundsRow>& bounds_table();

/// The row of an array. An array nobody knows is exact.
const BoundsRow& bounds_of(const std::string& array);

/// The bound that holds between two traces: the loosest of the columns that apply, else exact.
Bound bound_between(const BoundsRow& row, const Relation& relation);

/// The table as Markdown, the way docs/comparing.md shows it; a test keeps the two in step.
std::string bounds_markdown();

}  // namespace mrcnn
