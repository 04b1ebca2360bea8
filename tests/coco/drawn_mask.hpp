#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "common/types/image.hpp"

namespace mrcnn {

/// A mask drawn in the test: '#' is 1, everything else 0.
struct DrawnMask {
  ImageSize size;
  std::vector<std::uint8_t> pixels;  // (H, W) row-major
};

inline DrawnMask drawn(const std::vector<std::string>& rows) {
  DrawnMask mask{{static_cast<int>(rows.size()), static_cast<int>(rows[0].size())}, {}};
  for (const std::string& row : rows) {
    for (const char c : row) {
      mask.pixels.push_back(c == '#' ? 1 : 0);
    }
  }
  return mask;
}

/// The reverse, so that a failing test shows the picture.
inline std::vector<std::string> picture(const std::vector<std::uint8_t>& pixels, ImageSize size) {
  std::vector<std::string> rows(static_cast<std::size_t>(size.height));
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    rows[i / static_cast<std::size_t>(size.width)] += pixels[i] != 0 ? '#' : '.';
  }
  return rows;
}

}  // namespace mrcnn
