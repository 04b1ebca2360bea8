#pragma once
#include "common/geometry/box.hpp"
#include "common/geometry/box_coder.hpp"
#include "common/tensor/view.hpp"

#include "stages/2_proposals/proposals.hpp"

namespace mrcnn {

/// An anchor moved by its deltas and clipped to the image, as stage 2 makes a candidate of it.
///
///   area  of the image in the frame of the boxes
inline Box decoded_anchor(const RpnOutput<Host>& rpn, std::size_t row,
                          const ProposalsParams& params, const Box& area) {
  return clip_box(decode(rpn.anchors(row), delta_at(view(rpn.deltas), static_cast<Index>(row)),
                         params.coder_weights, log_scale_limit(params.conventions.max_log_scale)),
                  area);
}

}  // namespace mrcnn
