#pragma once
#include <array>

#include "common/host_device.hpp"

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
  int before;
  int windows;
};

// [axis]
/// `padding` cells on each side: floor((cells + 2 padding - size) / stride) + 1 windows.
MRCNN_HD inline PoolAxis symmetric_axis(int cells, int size, int stride, int padding) {
  return {padding, (cells - (size - 2 * padding)) / stride + 1};
}

/// ceil(cells / stride) windows, and half of the cells that are missing before the first, rounded
/// down: windows of 3 with stride 2 on an even number of cells begin at 0, 2, 4 and not at -1,
/// 1, 3.
MRCNN_HD inline PoolAxis same_axis(int cells, int size, int stride) {
  const int windows = (cells + stride - 1) / stride;
  const int missing = (windows - 1) * stride + size - cells;
  return {missing > 0 ? missing / 2 : 0, windows};
}

// [/axis]

}  // namespace mrcnn
