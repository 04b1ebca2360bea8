#pragma once
#include <array>

#include "common/nn/compute_options.hpp"
#include "common/types/feature_pyramid.hpp"
#include "common/types/image.hpp"

#include "stages/1_features/features_weights.hpp"

namespace mrcnn {

/// Intermediates of stage 1: the last map of each residual stage.
template <class Place>
struct FeaturesTrace {
  std::array<Tensor<Place, float, 3>, 4> c;  // C2..C5: (H / 2^l, W / 2^l, 4 base_channels 2^(l-2))
};

/// Stage 1: ResNet (He et al. 2016) with a feature pyramid on top (Lin et al. 2017, sec. 3).
///
///   input    (H, W, 3) normalised, H and W multiples of 32
///   returns  P2..P6, (H / 2^l, W / 2^l, fpn_channels); P6 has ceil(rows of P5 / 2) rows
///
/// Throws ShapeError unless the input has three channels and sides that are positive multiples of
/// 32.
template <class Place>
FeaturePyramid<Place> features(const NetworkInput<Place>& input,
                               const FeaturesWeights<Place>& weights,
                               const ComputeOptions& compute = {},
                               FeaturesTrace<Place>* trace = nullptr);

}  // namespace mrcnn
