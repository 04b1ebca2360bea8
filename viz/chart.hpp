#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "common/tensor/host_tensor.hpp"

#include "viz/colors.hpp"

namespace mrcnn {

// Charts of figures between 0 and 1, or of counts, as panels of a sheet: (H, W, 3) RGB.

/// y over x, both from 0 to 1.
struct ChartLine {
  std::string name;
  std::vector<double> y;  // at equally spaced x
  Color color;
};

/// Lines in a square with axes from 0 to 1, their names beside it.
///
///   x_ticks  labels at equal distances below the x axis, of more than six every second;
///            none: 0.0, 0.2, ..., 1.0
HostTensor<std::uint8_t, 3> draw_lines(const std::vector<ChartLine>& lines, const std::string& x,
                                       const std::string& y,
                                       const std::vector<std::string>& x_ticks = {});

struct ChartBar {
  std::string name;
  double value;      // >= 0
  std::string text;  // the value as it should be read
  Color color;
};

/// Horizontal bars, one below the other; the longest fills the width.
HostTensor<std::uint8_t, 3> draw_bars(const std::vector<ChartBar>& bars);

/// Counts in cells, darker for a larger fraction of the row.
///
///   counts  (rows, columns)
HostTensor<std::uint8_t, 3> draw_count_matrix(const std::vector<std::vector<std::size_t>>& counts,
                                              const std::vector<std::string>& row_names,
                                              const std::vector<std::string>& column_names);

}  // namespace mrcnn
