#pragma once
#include "common/tensor/tensor.hpp"
#include "common/types/box.hpp"

namespace mrcnn {

/// Where objects may be, whatever their class.
template <class Place>
struct Proposals {
  Tensor<Place, Box, 1> boxes;     // (R) in the run's BoxFrame, clipped to the image
  Tensor<Place, float, 1> scores;  // (R) objectness probability, descending
};

}  // namespace mrcnn
