#pragma once
#include "stages/pipeline/model/model.hpp"

namespace mrcnn {

/// Rearranges the weights of a stage for ConvMethod::fast on the host; they are of no use to others
/// afterwards. Each stage is packed as soon as it is read, so that not all exist twice.
void pack(FeaturesWeights<Host>& weights);
void pack(RpnWeights<Host>& weights);
void pack(BoxHeadWeights<Host>& weights);
void pack(MaskHeadWeights<Host>& weights);

}  // namespace mrcnn
