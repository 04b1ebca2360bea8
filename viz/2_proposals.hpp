#pragma once
#include <cstdint>

#include "common/types/image.hpp"

#include "stages/2_proposals/proposals.hpp"

#include "viz/colors.hpp"

namespace mrcnn {

/// The colour of a pyramid level in every picture.
Color color_of_level(int level);

/// Objectness of every level (the best anchor of each cell), and the best anchors over the image.
///
///   resized  the image that boxes live in
HostTensor<std::uint8_t, 3> draw_objectness(const Image<Host>& resized, const RpnOutput<Host>& rpn,
                                            const FeaturePyramid<Host>& pyramid);

/// The best candidates before non-maximum suppression beside the best proposals after it, coloured
/// by level.
HostTensor<std::uint8_t, 3> draw_proposals(const Image<Host>& resized,
                                           const Proposals<Host>& proposals,
                                           const ProposalsTrace<Host>& trace);

}  // namespace mrcnn
