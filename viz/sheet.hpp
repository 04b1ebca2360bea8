#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "common/tensor/host_tensor.hpp"

#include "viz/colors.hpp"

namespace mrcnn {

/// One picture of a sheet with its heading.
struct Panel {
  std::string title;                   // "P3"
  std::string note;                    // "32x32x64, 0 .. 3.1"
  HostTensor<std::uint8_t, 3> pixels;  // (rows, columns, 3) RGB; may be empty
};

/// What a colour means.
struct LegendEntry {
  Color color;
  std::string text;
};

/// What a slide shows of one step.
struct Sheet {
  std::string title;
  std::string subtitle;
  std::vector<LegendEntry> legend;  // below the subtitle, if there is any
  std::vector<Panel> panels;
  int columns;  // panels side by side; each column is as wide as its widest panel
};

/// The panels in rows below the title, on white: (H, W, 3) RGB.
HostTensor<std::uint8_t, 3> draw_sheet(const Sheet& sheet);

}  // namespace mrcnn
