#pragma once
#include "stages/pipeline/model/model.hpp"

namespace mrcnn {

/// Rearranges the weights of a stage for ConvMethod::fast on the host, layer by layer, so that not
/// all exist twice; they are of no use to others afterwards.
void pack(FeaturesWeights<Host>& weights);
void pack(RpnWeights<Host>& weights);
void pack(BoxHeadWeights<Host>& weights);
void pack(MaskHeadWeights<Host>& weights);

}  // namespace mrcnn
