#pragma once
#include <cstdint>

#include "stages/1_features/features.hpp"

namespace mrcnn {

/// C2..C5 above P2..P6: mean over the channels of |activation|, each map with its own colour scale.
HostTensor<std::uint8_t, 3> draw_features(const FeaturesTrace<Host>& backbone,
                                          const FeaturePyramid<Host>& pyramid);

}  // namespace mrcnn
