#pragma once
#include <cstdint>

#include "common/types/image.hpp"

#include "stages/1_features/features.hpp"

namespace mrcnn {

/// C2..C5 and the image above P2..P6: mean over the channels of |activation|, each map with its own
/// colour scale.
///
///   resized  the image without padding
HostTensor<std::uint8_t, 3> draw_features(const InputImage<Host>& resized,
                                          const FeaturesTrace<Host>& backbone,
                                          const FeaturePyramid<Host>& pyramid);

}  // namespace mrcnn
