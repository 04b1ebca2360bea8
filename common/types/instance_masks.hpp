#pragma once
#include <cstdint>

#include "common/tensor/tensor.hpp"
#include "common/types/box.hpp"

namespace mrcnn {

/// The result of a run, in pixels of the original image.
template <class Place>
struct InstanceMasks {
  Tensor<Place, float, 3> probabilities;  // (D, M, M) inside the box, M = 2 S of the mask head
  Tensor<Place, Box, 1> boxes;            // (D)
  Tensor<Place, float, 1> scores;         // (D)
  Tensor<Place, std::int32_t, 1> labels;  // (D)
  Tensor<Place, std::uint8_t, 3> masks;   // (D, H0, W0) 0 or 1
};

}  // namespace mrcnn
