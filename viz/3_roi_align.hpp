#pragma once
#include <cstdint>

#include "common/types/image.hpp"

#include "stages/3_roi_align/roi_align.hpp"

#include "viz/colors.hpp"

namespace mrcnn {

/// The best proposals over the image, coloured by the level they are sampled on, and the sizes of
/// all of them with the thresholds between levels.
HostTensor<std::uint8_t, 3> draw_levels(const InputImage<Host>& resized,
                                        const HostTensor<Box, 1>& boxes,
                                        const HostTensor<std::int32_t, 1>& levels,
                                        const RoiAlignParams& params = {});

/// One proposal: on the image, on its level with bins and samples, and the map that came out.
///
///   boxes, levels  (R); regions (R, S, S, C)
///   row            which of them
///   color          of the object it will become
HostTensor<std::uint8_t, 3> draw_region(const InputImage<Host>& resized,
                                        const FeaturePyramid<Host>& pyramid,
                                        const HostTensor<Box, 1>& boxes,
                                        const HostTensor<std::int32_t, 1>& levels,
                                        const Regions<Host>& regions, std::size_t row,
                                        const RoiAlignParams& params, Color color);

}  // namespace mrcnn
