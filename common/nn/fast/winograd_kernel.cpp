#include "common/nn/fast/fast_kernels.hpp"
#include "common/nn/fast/kernel_vector.hpp"

namespace mrcnn::MRCNN_KERNELS {
namespace {

// The transforms of F(4, 3) with the points 0, +-a, +-b and infinity, a = sqrt(1/2), b = sqrt(2)
// (winograd.hpp). The rows of +a and -a share their even and odd part, as do those of +-b.
constexpr float kA = 0.70710678118654752440F;
constexpr float kB = 1.41421356237309504880F;

// [input]
/// Six numbers to six: the rows of B^T. `step` lies between two numbers.
[[gnu::always_inline]] inline void transform_input(const Vector* d, Vector* t, Index step) {
  const Vector even_a = d[4 * step] - 2.0F * d[2 * step];
  const Vector odd_a = kA * d[3 * step] - kB * d[1 * step];
  const Vector even_b = d[4 * step] - 0.5F * d[2 * step];
  const Vector odd_b = kB * d[3 * step] - kA * d[1 * step];
  t[0 * step] = d[0 * step] - 2.5F * d[2 * step] + d[4 * step];
  t[1 * step] = even_a + odd_a;
  t[2 * step] = even_a - odd_a;
  t[3 * step] = even_b + odd_b;
  t[4 * step] = even_b - odd_b;
  t[5 * step] = d[1 * step] - 2.5F * d[3 * step] + d[5 * step];
}

// [/input]

// [output]
/// Six numbers to four: the rows of A^T.
[[gnu::always_inline]] inline void transform_output(const Vector* m, Vector* y, Index step) {
  const Vector sum_a = m[1 * step] + m[2 * step];
  const Vector difference_a = m[1 * step] - m[2 * step];
  const Vector sum_b = m[3 * step] + m[4 * step];
  const Vector difference_b = m[3 * step] - m[4 * step];
  y[0 * step] = m[0 * step] + sum_a + sum_b;
  y[1 * step] = kA * difference_a + kB * difference_b;
  y[2 * step] = 0.5F * sum_a + 2.0F * sum_b;
  y[3 * step] = 0.5F * kA * difference_a + 2.0F * kB * difference_b + m[5 * step];
}

// [/output]

}  // namespace

void winograd_input(const WinogradInput& patch) {
  for (Index c = 0; c < patch.channels; c += kLanes) {
    const Index left = patch.channels - c;
    Vector d[36];
    Vector columns[36];
    for (Index i = 0; i < 36; ++i) {
      if (left >= kLanes) {
        load(d[i], patch.cells[i] + c);
      } else {
        load_some<1>(&d[i], patch.cells[i] + c, left);
      }
    }
#pragma GCC unroll 6
    for (Index x = 0; x < 6; ++x) {
      transform_input(d + x, columns + x, 6);
    }
#pragma GCC unroll 6
    for (Index y = 0; y < 6; ++y) {
      transform_input(columns + 6 * y, d + 6 * y, 1);
    }
    for (Index i = 0; i < 36; ++i) {
      store(d[i], patch.out + i * patch.stride + c);
    }
  }
}

void winograd_output(const WinogradOutput& patch) {
  for (Index c = 0; c < patch.channels; c += kLanes) {
    const Index left = patch.channels - c;
    Vector m[36];
    Vector columns[36];
    for (Index i = 0; i < 36; ++i) {
      load(m[i], patch.products + i * patch.stride + c);
    }
#pragma GCC unroll 6
    for (Index x = 0; x < 6; ++x) {
      transform_output(m + x, columns + x, 6);
    }
    Vector bias;
    load(bias, patch.bias + c);
#pragma GCC unroll 4
    for (Index y = 0; y < 4; ++y) {
      Vector row[6];
      transform_output(columns + 6 * y, row, 1);
      for (Index x = 0; x < 4; ++x) {
        float* const cell = patch.cells[4 * y + x];
        if (cell == nullptr) {
          continue;
        }
        row[x] += bias;
        if (patch.relu) {
          cut_negatives(row[x]);
        }
        if (left >= kLanes) {
          store(row[x], cell + c);
        } else {
          store_some<1>(&row[x], cell + c, left);
        }
      }
    }
  }
}

}  // namespace mrcnn::MRCNN_KERNELS
