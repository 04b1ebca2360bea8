#pragma once
#include "stages/4_box_head/box_head.hpp"

namespace mrcnn {

// One signature for both places, until box_head() itself takes ComputeOptions.

inline BoxHeadOutput<Host> box_head(const Regions<Host>& regions,
                                    const BoxHeadWeights<Host>& weights,
                                    const ComputeOptions& /*compute*/) {
  return box_head(regions, weights);
}

inline BoxHeadOutput<Device> box_head(const Regions<Device>& regions,
                                      const BoxHeadWeights<Device>& weights,
                                      const ComputeOptions& compute) {
  return box_head(regions, weights, compute.math);
}

}  // namespace mrcnn
