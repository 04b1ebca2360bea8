#include "common/nn/fast/fast_kernels.hpp"
#include "common/nn/fast/kernel_vector.hpp"

namespace mrcnn::MRCNN_KERNELS {
namespace {

// A tile of the result stays in registers while the sums run: 6 rows of 4 vectors take 24 of 32
// registers, 6 rows of 2 vectors 12 of 16. Each step loads one row of the panel and one number per
// row of the left matrix, and multiplies every pair.
constexpr Index kVectors = kRegisters / 8;
constexpr Index kWidth = kVectors * kLanes;

/// Numbers of one row of a tile, starting at `from`; those after the last column are 0.
[[gnu::always_inline]] inline void load_row(Vector (&row)[kVectors], const float* from,
                                            Index columns) {
  if (columns < kWidth) {
    load_some<kVectors>(row, from, columns);
    return;
  }
  for (Index j = 0; j < kVectors; ++j) {
    load(row[j], from + j * kLanes);
  }
}

[[gnu::always_inline]] inline void store_row(const Vector (&row)[kVectors], float* to,
                                             Index columns) {
  if (columns < kWidth) {
    store_some<kVectors>(row, to, columns);
    return;
  }
  for (Index j = 0; j < kVectors; ++j) {
    store(row[j], to + j * kLanes);
  }
}

template <Index Rows>
void multiply_rows(const ProductTile& tile) {
  Vector sum[Rows][kVectors];
  for (Index r = 0; r < Rows; ++r) {
    if (tile.bias != nullptr) {
      load_row(sum[r], tile.bias, kWidth);
    } else {
      load_row(sum[r], tile.out[r], tile.columns);
    }
  }
  const float* panel = tile.panel;
  for (Index tap = 0; tap < tile.taps; ++tap) {
    const float* row[Rows];
    for (Index r = 0; r < Rows; ++r) {
      row[r] = tile.rows[r] + tap * tile.tap_stride;
    }
    // [step]
    for (Index k = 0; k < tile.depth; ++k, panel += kWidth) {
      Vector right[kVectors];
#pragma GCC unroll 4
      for (Index j = 0; j < kVectors; ++j) {
        load(right[j], panel + j * kLanes);
      }
#pragma GCC unroll 6
      for (Index r = 0; r < Rows; ++r) {
        const float left = row[r][k];
#pragma GCC unroll 4
        for (Index j = 0; j < kVectors; ++j) {
          sum[r][j] += left * right[j];
        }
      }
    }
    // [/step]
  }
  for (Index r = 0; r < Rows; ++r) {
    if (tile.residual != nullptr) {
      Vector residual[kVectors];
      load_row(residual, tile.residual[r], tile.columns);
      for (Index j = 0; j < kVectors; ++j) {
        sum[r][j] += residual[j];
      }
    }
    for (Index j = 0; tile.relu && j < kVectors; ++j) {
      cut_negatives(sum[r][j]);
    }
    store_row(sum[r], tile.out[r], tile.columns);
  }
}

}  // namespace

void multiply(const ProductTile& tile) {
  switch (tile.count) {
    case 1:
      return multiply_rows<1>(tile);
    case 2:
      return multiply_rows<2>(tile);
    case 3:
      return multiply_rows<3>(tile);
    case 4:
      return multiply_rows<4>(tile);
    case 5:
      return multiply_rows<5>(tile);
    default:
      return multiply_rows<kTileRows>(tile);
  }
}

#define MRCNN_TEXT_OF(name) #name
#define MRCNN_NAME_OF(macro) MRCNN_TEXT_OF(macro)
const FastKernels kernels{MRCNN_NAME_OF(MRCNN_KERNELS), kWidth, multiply, winograd_input,
                          winograd_output};

}  // namespace mrcnn::MRCNN_KERNELS
