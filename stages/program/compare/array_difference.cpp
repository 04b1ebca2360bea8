#include "stages/program/compare/array_difference.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>

#include "common/error.hpp"
#include "common/trace/array.hpp"

namespace mrcnn {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kRelativeFloor = 1e-6;  // keeps noise around zero from being a relative error of 1

bool same(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

/// Numbers in the order of the values: neighbours are one representable value apart.
template <class T>
std::int64_t ordinal(T value) {
  if constexpr (std::is_same_v<T, float>) {
    const auto bits = std::bit_cast<std::int32_t>(value);
    return bits >= 0 ? bits : std::int64_t{std::numeric_limits<std::int32_t>::min()} - bits;
  } else {
    return value;
  }
}

/// The index in kUlpClasses of two values that are not equal.
template <class T>
std::size_t ulp_class(T a, T b) {
  if (a != a || b != b) {  // NaN
    return 4;
  }
  const std::int64_t distance = std::abs(ordinal(a) - ordinal(b));
  return distance == 1 ? 1 : distance <= 3 ? 2 : distance <= 15 ? 3 : 4;
}

template <class T>
double largest_magnitude(std::span<const T> values) {
  double largest = 0.0;
  for (const T value : values) {
    const double magnitude = std::abs(static_cast<double>(value));
    largest = std::isfinite(magnitude) ? std::max(largest, magnitude) : largest;
  }
  return largest;
}

/// Adds a pair that is not equal, or whose distance is undefined.
void add_pair(ArrayDifference& d, const DifferingPair& pair, double distance) {
  if (d.first.size() < kShownPairs) {
    d.first.push_back(pair);
  }
  if (!d.worst || distance > d.max_abs) {
    d.worst = pair;
    d.max_abs = distance;
  }
  const double scale = std::max({std::abs(pair.a), std::abs(pair.b), kRelativeFloor * d.largest});
  d.max_rel = std::max(d.max_rel, std::isfinite(distance) ? distance / scale : kInfinity);
}

template <class T>
ArrayDifference difference_of_values(std::span<const T> values_a, std::span<const T> values_b,
                                     const Bound& bound, const IsExempt& is_exempt) {
  ArrayDifference d;
  d.elements = values_a.size();
  d.largest = std::max(largest_magnitude(values_a), largest_magnitude(values_b));
  d.allowed = bound.kind == Bound::Kind::kOfLargest ? bound.value * d.largest : bound.value;
  double squares = 0.0;
  double squared_distances = 0.0;
  for (std::size_t i = 0; i < values_a.size(); ++i) {
    const auto a = static_cast<double>(values_a[i]);
    const auto b = static_cast<double>(values_b[i]);
    const bool equal = same(a, b);
    const bool finite = std::isfinite(a) && std::isfinite(b);
    const bool holds =
        bound.kind == Bound::Kind::kExact ? equal : finite && std::abs(a - b) <= d.allowed;
    d.differing += equal ? 0U : 1U;
    if (!holds && is_exempt && is_exempt(i)) {
      ++d.exempted;
      continue;
    }
    d.beyond += holds ? 0U : 1U;
    d.not_finite += holds || finite ? 0U : 1U;
    ++d.ulps[equal ? 0 : ulp_class(values_a[i], values_b[i])];
    const double distance = finite ? std::abs(a - b) : kInfinity;
    if (!equal || !holds) {
      add_pair(d, {i, a, b}, distance);
    }
    if (finite) {
      squares += a * a;
      squared_distances += distance * distance;
    }
  }
  if (d.max_abs == kInfinity) {
    d.relative_l2 = kInfinity;
  } else if (squared_distances > 0.0) {
    d.relative_l2 = squares > 0.0 ? std::sqrt(squared_distances / squares) : kInfinity;
  }
  return d;
}

}  // namespace

std::string text_of(const Bound& bound) {
  if (bound.kind == Bound::Kind::kExact) {
    return "exact";
  }
  return concat(bound.value, bound.kind == Bound::Kind::kOfLargest ? " of the largest" : "");
}

ArrayDifference difference_of(const Array& a, const Array& b, const Bound& bound,
                              const IsExempt& is_exempt) {
  check_shape(a.dtype == b.dtype && a.shape == b.shape, "difference_of: b is ", name_of(b.dtype),
              " ", shape_text(b.shape), ", expected ", name_of(a.dtype), " ", shape_text(a.shape),
              " like a");
  check_consistent(a);
  check_consistent(b);
  return with_values(
      [&](const auto values_a, const auto values_b) {
        return difference_of_values(values_a, values_b, bound, is_exempt);
      },
      a, b);
}

bool are_equal(const Array& a, const Array& b) {
  if (a.dtype != b.dtype || a.shape != b.shape) {
    return false;
  }
  const auto equal = [](const auto values_a, const auto values_b) {
    return std::equal(values_a.begin(), values_a.end(), values_b.begin(),
                      [](const auto x, const auto y) {
                        return same(static_cast<double>(x), static_cast<double>(y));
                      });
  };
  return a.bytes == b.bytes || with_values(equal, a, b);
}

}  // namespace mrcnn
