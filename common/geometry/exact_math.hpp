#pragma once
#include <cmath>
#include <cstdint>
#include <cstring>

#include "common/host_device.hpp"
#include "common/tensor/view.hpp"

namespace mrcnn {

// exp, sigmoid and friends from IEEE + - * / alone: the same bits on every CPU and, compiled
// without contraction, on every GPU. Computed in double and rounded once, so the float result is
// the correctly rounded one in all but about one case in a hundred thousand, and never off by more
// than one unit in the last place.

/// 2^n for n in [-1022, 1023].
MRCNN_HD inline double power_of_two(int n) {
  const std::uint64_t bits = static_cast<std::uint64_t>(n + 1023) << 52U;
  double value = 0.0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/// e^x in double, about 1e-13 relative, for |x| <= 700; NaN stays NaN.
MRCNN_HD inline double exact_exp_double(double x) {
  if (!(x == x)) {
    return x;
  }
  if (x > 700.0) {
    x = 700.0;
  }
  if (x < -700.0) {
    x = -700.0;
  }
  // x = n ln2 + r with |r| <= ln2 / 2; adding and subtracting 1.5 * 2^52 rounds to an integer.
  const double rounded = (x * 1.4426950408889634 + 6755399441055744.0) - 6755399441055744.0;
  const double r =
      (x - rounded * 6.93147180369123816490e-01) - rounded * 1.90821492927058770002e-10;
  // Taylor series of e^r by Horner's rule; the first term left out is r^12 / 12! < 1e-14.
  double sum = 1.0;
  for (int term = 11; term >= 1; --term) {
    sum = 1.0 + sum * r / term;
  }
  return sum * power_of_two(static_cast<int>(rounded));
}

/// e^x. exp(-inf) = 0, exp(inf) = inf, exp(NaN) = NaN.
MRCNN_HD inline float exact_exp(float x) {
  if (x > 89.0F) {
    return INFINITY;
  }
  return static_cast<float>(exact_exp_double(x));
}

/// 1 / (1 + e^-x). sigmoid(-inf) = 0, sigmoid(inf) = 1, sigmoid(NaN) = NaN.
MRCNN_HD inline float exact_sigmoid(float x) {
  return static_cast<float>(1.0 / (1.0 + exact_exp_double(-x)));
}

/// The part of a softmax that all its probabilities share.
struct SoftmaxScale {
  double largest;  // of the logits
  double sum;      // of e^(l_i - largest), in index order
};

MRCNN_HD inline SoftmaxScale softmax_scale(const View<const float, 1>& logits) {
  float largest = -INFINITY;
  for (Index i = 0; i < logits.size(); ++i) {
    largest = logits(i) > largest ? logits(i) : largest;
  }
  SoftmaxScale scale{largest, 0.0};
  for (Index i = 0; i < logits.size(); ++i) {
    scale.sum += exact_exp_double(logits(i) - scale.largest);
  }
  return scale;
}

MRCNN_HD inline float softmax_value(float logit, const SoftmaxScale& scale) {
  return static_cast<float>(exact_exp_double(logit - scale.largest) / scale.sum);
}

/// Softmax of one row: probabilities(i) = e^(l_i - max) / sum. Any NaN, or a largest logit
/// that is infinite, makes the whole row NaN. Sums run in index order, in double.
MRCNN_HD inline void exact_softmax(const View<const float, 1>& logits,
                                   const View<float, 1>& probabilities) {
  const SoftmaxScale scale = softmax_scale(logits);
  for (Index i = 0; i < logits.size(); ++i) {
    probabilities(i) = softmax_value(logits(i), scale);
  }
}

}  // namespace mrcnn
