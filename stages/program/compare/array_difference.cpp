#include "stages/program/compare/array_difference.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>

#include "common/error.hpp"
#include "common/trace/array_values.hpp"

namespace mrcnn {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kRelativeFloor = 1e-6;  // so that noise around zero is no relative error of 1

bool same(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

/// Numbers in the order of the values they stand for: neighbours are one representable value apart.
std::int64_t rung(float value) {
  std::int32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits >= 0 ? bits : std::int64_t{std::numeric_limits<std::int32_t>::min()} - bits;
}

std::int64_t rung(std::int32_t value) {
  return value;
}

std::int64_t rung(std::uint8_t value) {
  return value;
}

template <class T>
std::size_t ulp_class(T a, T b) {
  if (same(static_cast<double>(a), static_cast<double>(b))) {
    return 0;
  }
  if (std::isnan(static_cast<double>(a)) || std::isnan(static_cast<double>(b))) {
    return 4;
  }
  const std::int64_t distance = std::abs(rung(a) - rung(b));
  return distance <= 1 ? static_cast<std::size_t>(distance)
                       : (distance <= 3 ? 2 : (distance <= 15 ? 3 : 4));
}

template <class T>
double largest_magnitude(std::span<const T> values) {
  double largest = 0.0;
  for (const T value : values) {
    const double magnitude = std::abs(static_cast<double>(value));
    if (std::isfinite(magnitude) && magnitude > largest) {
      largest = magnitude;
    }
  }
  return largest;
}

double allowed_by(const Bound& bound, double largest) {
  return bound.kind == Bound::Kind::kOfLargest ? bound.value * largest : bound.value;
}

/// Adds elements to an ArrayDifference one at a time.
class Measurement {
 public:
  Measurement(ArrayDifference& result, const Bound& bound, const Excuse& excuse)
      : result_(result), exact_(bound.kind == Bound::Kind::kExact), excuse_(excuse) {}

  void add(std::size_t element, double a, double b, std::size_t ulp) {
    const bool finite = std::isfinite(a) && std::isfinite(b);
    const bool equal = same(a, b);
    const double distance = equal ? 0.0 : (finite ? std::abs(a - b) : kInfinity);
    const bool holds = exact_ ? equal : finite && distance <= result_.allowed;
    result_.differing += equal ? 0U : 1U;
    if (!holds) {
      if (excuse_ && excuse_(element)) {
        ++result_.excused;
        return;
      }
      ++result_.beyond;
      result_.not_finite += finite ? 0U : 1U;
    }
    ++result_.ulps[ulp];
    if (!equal || !holds) {
      note({element, a, b}, holds || finite ? distance : kInfinity);
    }
    if (finite) {
      squares_ += a * a;
      squared_distances_ += distance * distance;
    }
  }

  void finish() {
    if (result_.max_abs == kInfinity) {
      result_.relative_l2 = kInfinity;
    } else if (squared_distances_ > 0.0) {
      result_.relative_l2 = squares_ > 0.0 ? std::sqrt(squared_distances_ / squares_) : kInfinity;
    }
  }

 private:
  void note(const DifferingPair& pair, double distance) {
    if (result_.first.size() < kShownPairs) {
      result_.first.push_back(pair);
    }
    if (!result_.worst || distance > result_.max_abs) {
      result_.worst = pair;
      result_.max_abs = distance;
    }
    const double scale =
        std::max({std::abs(pair.a), std::abs(pair.b), kRelativeFloor * result_.largest});
    const double relative = std::isfinite(distance) ? distance / scale : kInfinity;
    result_.max_rel = std::max(result_.max_rel, relative);
  }

  ArrayDifference& result_;
  bool exact_;
  const Excuse& excuse_;
  double squares_ = 0.0;
  double squared_distances_ = 0.0;
};

}  // namespace

ArrayDifference difference_of(const Array& a, const Array& b, const Bound& bound,
                              const Excuse& excuse) {
  check_shape(a.dtype == b.dtype && a.shape == b.shape, "difference_of: ", name_of(a.dtype), " ",
              shape_text(a.shape), " against ", name_of(b.dtype), " ", shape_text(b.shape));
  check_consistent(a);
  check_consistent(b);
  ArrayDifference result;
  const auto measure = [&](const auto values_a, const auto values_b) {
    result.elements = values_a.size();
    result.largest = std::max(largest_magnitude(values_a), largest_magnitude(values_b));
    result.allowed = allowed_by(bound, result.largest);
    Measurement measurement(result, bound, excuse);
    for (std::size_t i = 0; i < values_a.size(); ++i) {
      measurement.add(i, static_cast<double>(values_a[i]), static_cast<double>(values_b[i]),
                      ulp_class(values_a[i], values_b[i]));
    }
    measurement.finish();
  };
  with_values(measure, a, b);
  return result;
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
