#pragma once
#include "common/error.hpp"

namespace mrcnn {

// What host and device refuse in the same words.

/// `pixels` is the input of either of them.
template <class Map>
void check_features_input(const Map& pixels) {
  check_shape(pixels.shape(2) == 3, "features: the input has ", pixels.shape(2),
              " channels, expected 3");
  check_shape(pixels.size() > 0 && pixels.shape(0) % 32 == 0 && pixels.shape(1) % 32 == 0,
              "features: an input of ", pixels.shape(0), " x ", pixels.shape(1),
              " cells, expected multiples of 32");
}

}  // namespace mrcnn
