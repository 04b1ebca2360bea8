#pragma once
#include <cstdint>

#include "common/tensor/tensor.hpp"
#include "common/types/box.hpp"

namespace mrcnn {

/// Objects with a class and a score.
template <class Place>
struct Detections {
  Tensor<Place, Box, 1> boxes;            // (D) in the run's BoxFrame
  Tensor<Place, float, 1> scores;         // (D) class probability, descending
  Tensor<Place, std::int32_t, 1> labels;  // (D) index into the class list, 0 is background
};

/// The true objects of an image.
template <class Place>
struct GroundTruth {
  Tensor<Place, Box, 1> boxes;            // (G) in the run's BoxFrame
  Tensor<Place, std::int32_t, 1> labels;  // (G)
};

}  // namespace mrcnn
