#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "common/tensor/host_tensor.hpp"

namespace mrcnn {

/// One picture of a sheet with its heading.
struct Panel {
  std::string title;                   // "P3"
  std::string note;                    // "32x32x64, 0 .. 3.1"
  HostTensor<std::uint8_t, 3> pixels;  // (rows, columns, 3) RGB
};

/// Panels in rows below a title, on white: what a slide shows of one step.
///
///   columns  panels side by side; each column is as wide as its widest panel
///   returns  (H, W, 3) RGB
HostTensor<std::uint8_t, 3> draw_sheet(const std::string& title, const std::string& subtitle,
                                       const std::vector<Panel>& panels, int columns);

}  // namespace mrcnn
