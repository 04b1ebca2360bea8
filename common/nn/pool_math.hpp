#pragma once
#include <array>
#include <cmath>

#include "common/host_device.hpp"
#include "common/tensor/view.hpp"

namespace mrcnn {

/// How many cells are added around a map before windows slide over it.
enum class PoolPadding {
  symmetric,  // the same number on both sides, as in torch
  same,       // TensorFlow's "same": as few as make ceil(n / stride) windows, the odd one behind
};

constexpr auto names_of(PoolPadding) {
  return std::array{"symmetric", "same"};
}

/// Windows along one axis: window i begins at cell i * stride - before.
struct PoolAxis {
  Index before;
  Index windows;
};

// [axis]
/// `padding` cells on each side: floor((cells + 2 padding - size) / stride) + 1 windows.
MRCNN_HD inline PoolAxis symmetric_axis(Index cells, Index size, Index stride, Index padding) {
  return {padding, (cells - (size - 2 * padding)) / stride + 1};
}

/// ceil(cells / stride) windows, and half of the cells that are missing before the first, rounded
/// down: windows of 3 with stride 2 on an even number of cells begin at 0, 2, 4 and not at -1,
/// 1, 3.
MRCNN_HD inline PoolAxis same_axis(Index cells, Index size, Index stride) {
  const Index windows = (cells + stride - 1) / stride;
  const Index missing = (windows - 1) * stride + size - cells;
  return {missing > 0 ? missing / 2 : 0, windows};
}

// [/axis]

/// The cells first .. last - 1 along one axis.
struct CellRange {
  Index first, last;
};

/// The part of a range that lies on an axis of `extent` cells; first >= last if there is none.
MRCNN_HD inline CellRange clipped_range(CellRange range, Index extent) {
  const auto clipped = [extent](Index cell) {
    return cell < 0 ? Index{0} : (cell > extent ? extent : cell);
  };
  return {clipped(range.first), clipped(range.last)};
}

// [max]
/// largest[c - first] = the maximum of channel c over some rows and columns, for the channels first
/// .. last - 1; -infinity where there are no cells; NaN wins.
MRCNN_HD inline void max_of_cells(const View<const float, 3>& map, CellRange rows,
                                  CellRange columns, Index first, Index last, float* largest) {
  for (Index c = first; c < last; ++c) {
    largest[c - first] = -INFINITY;
  }
  for (Index y = rows.first; y < rows.last; ++y) {
    for (Index x = columns.first; x < columns.last; ++x) {
      for (Index c = first; c < last; ++c) {
        const float value = map(y, x, c);
        float& best = largest[c - first];
        best = value > best || value != value ? value : best;
      }
    }
  }
}

// [/max]

}  // namespace mrcnn
