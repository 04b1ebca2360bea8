#pragma once
#include <ostream>

namespace mrcnn {

/// A rectangle with continuous corners, no "+1": width = x2 - x1. Image pixels unless said
/// otherwise.
struct Box {
  float x1, y1, x2, y2;

  friend bool operator==(const Box&, const Box&) = default;

  /// "x1 y1 x2 y2"
  friend std::ostream& operator<<(std::ostream& out, const Box& box) {
    return out << box.x1 << ' ' << box.y1 << ' ' << box.x2 << ' ' << box.y2;
  }
};

}  // namespace mrcnn
