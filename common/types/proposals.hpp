#pragma once
#include "common/tensor/tensor.hpp"
#include "common/types/box.hpp"

namespace mrcnn {

/// Where objects may be, whatever their class.
template <class Place>
struct Proposals {
  Tensor<Place, Box, 1> boxes;     // (R) pixels of the resized image, clipped to it
  Tensor<Place, float, 1> scores;  // (R) objectness probability, descending
};

}  // namespace mrcnn
