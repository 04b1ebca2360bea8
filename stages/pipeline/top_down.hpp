#pragma once
#include <array>

#include "stages/1_features/features.hpp"

namespace mrcnn {

/// The two maps that FPN adds on each level (sec. 3, fig. 3), for a trace of --dump-all: features()
/// keeps neither.
template <class Place>
struct TopDownMaps {
  std::array<Tensor<Place, float, 3>, 4> lateral;   // 1x1 convolutions of C2..C5
  std::array<Tensor<Place, float, 3>, 3> top_down;  // the sum one level up, at P2..P4's size
};

/// The same arithmetic as in features(), once more, from its C2..C5: lateral + top_down is what the
/// 3x3 convolution of a level reads, bit for bit; on level 5 it reads the lateral.
template <class Place>
TopDownMaps<Place> top_down_maps(const FeaturesTrace<Place>& backbone,
                                 const FeaturesWeights<Place>& weights,
                                 const ComputeOptions& compute = {});

}  // namespace mrcnn
