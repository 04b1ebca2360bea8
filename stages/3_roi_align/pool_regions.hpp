#pragma once
#include <array>

#include "stages/3_roi_align/roi_align.hpp"

namespace mrcnn {

/// How the features of a region become a map of fixed size.
enum class Pooling {
  roi_align,        // mean of bilinear samples inside each bin (Mask R-CNN, sec. 3)
  roi_pool,         // largest cell of each bin (Fast R-CNN, sec. 2.1)
  crop_and_resize,  // one bilinear sample per bin, the outermost on the edges of the box
};

constexpr auto names_of(Pooling) {
  return std::array{"roi_align", "roi_pool", "crop_and_resize"};
}

/// roi_align(), roi_pool() or crop_and_resize(), by the model's configuration.
template <class Place>
Regions<Place> pool_regions(Pooling pooling, const FeaturePyramid<Place>& pyramid,
                            const Tensor<Place, Box, 1>& boxes, int bins,
                            const RoiAlignParams& params, RoiAlignTrace<Place>* trace = nullptr);

}  // namespace mrcnn
