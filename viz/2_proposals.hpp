#pragma once
#include <cstdint>
#include <vector>

#include "common/types/image.hpp"

#include "stages/2_proposals/proposals.hpp"

#include "viz/sheet.hpp"

namespace mrcnn {

/// The legend of the colours of levels first..last.
std::vector<LegendEntry> legend_of_levels(int first, int last);

/// The best anchors over the image, and the objectness of every level (the best anchor of each
/// cell) over the image.
///
///   resized  the image whose pixels the boxes are in
HostTensor<std::uint8_t, 3> draw_objectness(const InputImage<Host>& resized,
                                            const RpnOutput<Host>& rpn,
                                            const FeaturePyramid<Host>& pyramid);

/// The best candidates before non-maximum suppression beside the best proposals after it, coloured
/// by level. A candidate that does not become a proposal is dashed, for whatever reason; the
/// heading counts the reasons.
HostTensor<std::uint8_t, 3> draw_proposals(const InputImage<Host>& resized,
                                           const Proposals<Host>& proposals,
                                           const ProposalsTrace<Host>& trace);

}  // namespace mrcnn
