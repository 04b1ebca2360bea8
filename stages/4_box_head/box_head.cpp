#include "stages/4_box_head/box_head.hpp"

#include "stages/4_box_head/box_head_checks.hpp"

namespace mrcnn {

// [box_head]
template <class Place>
BoxHeadOutput<Place> box_head(const Regions<Place>& regions, const BoxHeadWeights<Place>& weights,
                              const ComputeOptions& compute) {
  check_regions(regions, weights);
  // every region is one row of S S C numbers
  const auto fc6 = linear(regions.features, weights.fc6, true, compute);  // (R, hidden)
  const auto hidden = linear(fc6, weights.fc7, true, compute);            // (R, hidden)
  return {linear(hidden, weights.classes, false, compute),                // (R, K)
          linear(hidden, weights.deltas, false, compute)};                // (R, 4 K)
}

// [/box_head]

template BoxHeadOutput<Host> box_head(const Regions<Host>&, const BoxHeadWeights<Host>&,
                                      const ComputeOptions&);
template BoxHeadOutput<Device> box_head(const Regions<Device>&, const BoxHeadWeights<Device>&,
                                        const ComputeOptions&);

}  // namespace mrcnn
