#pragma once
#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/trace/array.hpp"

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

/// Two elements at one position that are not equal. Integers are exact in double.
struct DifferingPair {
  std::size_t element = 0;  // row-major number
  double a = 0.0;
  double b = 0.0;
};

/// Whether a tie within tolerance explains the difference at an element. Called only where the
/// bound is broken.
using IsExempt = std::function<bool(std::size_t element)>;

inline constexpr std::size_t kShownPairs = 5;
inline constexpr std::array<const char*, 5> kUlpClasses = {"0", "1", "2-3", "4-15", "16+"};

/// The difference between two arrays of one type and shape. Exempted elements are counted and enter
/// no other number.
struct ArrayDifference {
  std::size_t elements = 0;
  std::size_t differing = 0;   // not equal
  std::size_t beyond = 0;      // break the bound
  std::size_t exempted = 0;    // would break the bound, but a tie within tolerance explains it
  std::size_t not_finite = 0;  // among those beyond: NaN or infinite in a or b
  double largest = 0.0;        // largest finite magnitude in a or b
  double allowed = 0.0;        // the bound in the array's unit
  double max_abs = 0.0;        // infinite where one side is not finite and the other differs
  double max_rel = 0.0;        // |a - b| / max(|a|, |b|, 1e-6 largest)
  double relative_l2 = 0.0;    // |a - b| / |a|, Euclidean
  std::array<std::size_t, 5> ulps{};  // elements per class of kUlpClasses, in representable values
  std::optional<DifferingPair> worst;
  std::vector<DifferingPair> first;  // at most kShownPairs
};

/// Measures b against a, element by element.
///
/// Numbers are equal if they compare equal (so -0 and 0); under an exact bound NaN also equals NaN.
/// Under any other bound an element that is not finite on either side breaks it, even when both
/// sides are the same, since its distance is undefined. Throws ShapeError if type or shape differ.
ArrayDifference difference_of(const Array& a, const Array& b, const Bound& bound,
                              const IsExempt& is_exempt = {});

/// Same type, shape and elements; NaN equals NaN, -0 equals 0.
bool are_equal(const Array& a, const Array& b);

}  // namespace mrcnn
