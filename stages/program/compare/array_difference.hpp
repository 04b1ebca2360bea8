#pragma once
#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "common/trace/array.hpp"

#include "stages/program/compare/bounds.hpp"

namespace mrcnn {

/// Two elements at one place that are not equal. Integers are exact in double.
struct DifferingPair {
  std::size_t element = 0;  // row-major number
  double a = 0.0;
  double b = 0.0;
};

/// Says whether the difference at an element is excused by a near tie. Asked only where the bound
/// is broken.
using Excuse = std::function<bool(std::size_t element)>;

inline constexpr std::size_t kShownPairs = 5;

/// How far two arrays of one type and shape are apart. Excused elements are counted and enter no
/// other number.
struct ArrayDifference {
  std::size_t elements = 0;
  std::size_t differing = 0;          // not equal
  std::size_t beyond = 0;             // break the bound
  std::size_t excused = 0;            // would break the bound, but a near tie explains it
  std::size_t not_finite = 0;         // among those beyond: NaN or infinite in a or b
  double largest = 0.0;               // largest finite magnitude in a or b
  double allowed = 0.0;               // the bound in the array's unit
  double max_abs = 0.0;               // infinite where one side is not finite and the other differs
  double max_rel = 0.0;               // |a - b| / max(|a|, |b|, 1e-6 largest)
  double relative_l2 = 0.0;           // |a - b| / |a|, Euclidean
  std::array<std::size_t, 5> ulps{};  // elements 0, 1, 2-3, 4-15, 16+ representable values apart
  std::optional<DifferingPair> worst;
  std::vector<DifferingPair> first;  // at most kShownPairs
};

/// Measures b against a, element by element.
///
/// Equal are equal numbers (so -0 and 0), and, under an exact bound, NaN and NaN. Under any other
/// bound an element that is not finite on either side breaks it, even when both sides are the same:
/// nothing can be said about its distance. Throws ShapeError if type or shape differ.
ArrayDifference difference_of(const Array& a, const Array& b, const Bound& bound,
                              const Excuse& excuse = {});

/// Same type, shape and elements; NaN equals NaN, -0 equals 0.
bool are_equal(const Array& a, const Array& b);

}  // namespace mrcnn
