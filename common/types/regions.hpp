#pragma once
#include "common/tensor/tensor.hpp"

namespace mrcnn {

/// One small map of fixed size for every region of interest.
template <class Place>
struct Regions {
  Tensor<Place, float, 4> features;  // (R, S, S, C)
};

}  // namespace mrcnn
