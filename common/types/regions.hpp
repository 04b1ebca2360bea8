#pragma once
#include "common/tensor/tensor.hpp"

namespace mrcnn {

/// One small map of fixed size for every region of interest.
template <class Place>
struct Regions {
  Tensor<Place, float, 4> features;  // (R, S, S, C)
};

/// What the box head and the mask head have in common: their inputs and their answers.
struct HeadShape {
  int channels = 256;  // C of a region
  int classes = 91;    // K, background included
};

}  // namespace mrcnn
