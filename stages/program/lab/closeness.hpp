#pragma once
#include <algorithm>
#include <cmath>
#include <concepts>
#include <span>

namespace mrcnn {

/// Whether a result is near enough to the expected one. The largest value of the array sets the
/// scale: a rounding error of a sum is as large as its terms make it. Whole numbers have none.
class Closeness {
 public:
  template <class T>
  Closeness(std::span<const T> expected, double allowed)
      : allowed_(std::integral<T> ? 0.0 : allowed) {
    double largest = 1.0;
    for (const T value : expected) {
      const double size = std::fabs(static_cast<double>(value));
      largest = size > largest && std::isfinite(size) ? size : largest;
    }
    allowed_ *= largest;
  }

  /// NaN equals NaN only, infinity equals itself only.
  bool operator()(double value, double expected) const {
    return value == expected || (std::isnan(value) && std::isnan(expected)) ||
           std::fabs(value - expected) <= allowed_;
  }

  [[nodiscard]] double allowed() const { return allowed_; }

 private:
  double allowed_;
};

}  // namespace mrcnn
