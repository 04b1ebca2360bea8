#pragma once
#include <cmath>
#include <cstring>
#include <limits>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

#include <gtest/gtest.h>

#include "common/tensor/host_tensor.hpp"
#include "common/tensor/shape.hpp"
#include "common/types/box.hpp"

namespace mrcnn {

/// Compares two arrays of one shape. Empty if all is well, else how many elements are wrong and the
/// first five of them: index, what came, what was expected, the difference.
///
///   is_right  (actual, expected, offset) -> bool
template <class T, std::size_t Rank, class IsRight>
std::string wrong_elements(const PooledTensor<T, Rank>& actual,
                           const PooledTensor<T, Rank>& expected, const IsRight& is_right) {
  constexpr int kShown = 5;
  const std::vector<std::size_t> shape(actual.shape().begin(), actual.shape().end());
  const std::vector<std::size_t> wanted(expected.shape().begin(), expected.shape().end());
  if (shape != wanted) {
    return "shape " + shape_text(shape) + ", expected " + shape_text(wanted);
  }
  int wrong = 0;
  std::ostringstream out;
  out.precision(std::numeric_limits<float>::max_digits10);
  for (std::size_t i = 0; i < actual.size(); ++i) {
    const T a = actual.data()[i];
    const T e = expected.data()[i];
    if (!is_right(a, e, i) && ++wrong <= kShown) {
      out << "\n  " << index_text(i, shape) << ": " << +a << ", expected " << +e << ", difference "
          << static_cast<double>(a) - static_cast<double>(e);
    }
  }
  return wrong == 0 ? "" : std::to_string(wrong) + " elements are wrong" + out.str();
}

/// Each element differs by at most `allowed`. NaN is wrong, even beside NaN; infinities must agree.
inline bool is_close(float actual, float expected, double allowed) {
  const double difference = static_cast<double>(actual) - static_cast<double>(expected);
  return actual == expected || (std::fabs(difference) <= allowed && std::isfinite(difference));
}

/// The same bits, so that 0 is not -0; any NaN is the same as any NaN.
template <class T>
bool is_same(T actual, T expected) {
  if constexpr (std::is_floating_point_v<T>) {
    if (std::isnan(actual) || std::isnan(expected)) {
      return std::isnan(actual) && std::isnan(expected);
    }
  }
  // NOLINTNEXTLINE(bugprone-suspicious-memory-comparison): the bits are what is compared
  return std::memcmp(&actual, &expected, sizeof(T)) == 0;
}

/// Boxes are compared and shown as rows of four numbers.
inline HostTensor<float, 2> corners_of(const PooledTensor<Box, 1>& boxes) {
  auto corners = make_tensor<float>({boxes.size(), 4});
  for (std::size_t row = 0; row < boxes.size(); ++row) {
    corners(row, 0) = boxes(row).x1;
    corners(row, 1) = boxes(row).y1;
    corners(row, 2) = boxes(row).x2;
    corners(row, 3) = boxes(row).y2;
  }
  return corners;
}

/// The line of a test that calls: a default argument is evaluated where the call stands.
/// (std::source_location does the same, but clang-tidy 14 does not know it.)
struct Caller {
  const char* file;
  int line;

  static Caller here(const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    return {file, line};
  }
};

/// Fails the running test at the caller's line if there is a complaint.
inline void report_failure(const std::string& complaint, const Caller& caller) {
  if (!complaint.empty()) {
    ADD_FAILURE_AT(caller.file, caller.line) << complaint;
  }
}

/// Fails the running test, at the caller's line, unless every element is_close.
template <std::size_t Rank>
void expect_close(const PooledTensor<float, Rank>& actual,
                  const PooledTensor<float, Rank>& expected, double allowed,
                  const Caller& caller = Caller::here()) {
  report_failure(
      wrong_elements(actual, expected,
                     [&](float a, float e, std::size_t) { return is_close(a, e, allowed); }),
      caller);
}

/// The same with a bound for each element; a NaN bound allows nothing.
template <std::size_t Rank>
void expect_close(const PooledTensor<float, Rank>& actual,
                  const PooledTensor<float, Rank>& expected,
                  const PooledTensor<double, Rank>& allowed,
                  const Caller& caller = Caller::here()) {
  ASSERT_EQ(allowed.shape(), expected.shape());
  report_failure(wrong_elements(actual, expected,
                                [&](float a, float e, std::size_t i) {
                                  return is_close(a, e, allowed.data()[i]);
                                }),
                 caller);
}

/// Fails the running test, at the caller's line, unless every element is_same.
template <class T, std::size_t Rank>
void expect_same(const PooledTensor<T, Rank>& actual, const PooledTensor<T, Rank>& expected,
                 const Caller& caller = Caller::here()) {
  report_failure(
      wrong_elements(actual, expected, [](T a, T e, std::size_t) { return is_same(a, e); }),
      caller);
}

inline void expect_same(const PooledTensor<Box, 1>& actual, const PooledTensor<Box, 1>& expected,
                        const Caller& caller = Caller::here()) {
  expect_same(corners_of(actual), corners_of(expected), caller);
}

}  // namespace mrcnn
