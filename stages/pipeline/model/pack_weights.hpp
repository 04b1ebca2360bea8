#pragma once
#include "stages/pipeline/model/model.hpp"

namespace mrcnn {

/// Rearranges the weights of a stage for ConvMethod::fast on the host, layer by layer, so that they
/// never all exist twice. No other method can use them afterwards.
void pack(FeaturesWeights<Host>& weights);
void pack(RpnWeights<Host>& weights);
void pack(BoxHeadWeights<Host>& weights);
void pack(MaskHeadWeights<Host>& weights);

}  // namespace mrcnn
