#pragma once
#include <cstdint>

#include "common/tensor/tensor.hpp"
#include "common/types/box.hpp"

namespace mrcnn {

/// The result in the frame of the photograph.
template <class Place>
struct InstanceMasks {
  Tensor<Place, float, 3> masks28;        // (D, 28, 28) probability inside the box
  Tensor<Place, Box, 1> boxes;            // (D) pixels of the original image
  Tensor<Place, float, 1> scores;         // (D)
  Tensor<Place, std::int32_t, 1> labels;  // (D)
  Tensor<Place, std::uint8_t, 3> masks;   // (D, H0, W0) 0 or 1
};

}  // namespace mrcnn
