#pragma once
#include <array>

#include "common/error.hpp"

#include "stages/2_proposals/proposals.hpp"

namespace mrcnn {

// What host and device refuse in the same words.

inline void check_pyramid(std::size_t levels, const ProposalsParams& params) {
  check_shape(levels == params.anchor_sizes.size(), "rpn_head: a pyramid of ", levels,
              " levels but ", params.anchor_sizes.size(), " anchor sizes");
}

/// The answers of one level, (h, w, anchors) and (h, w, 4 anchors), of which `first` rows came
/// before and `count` are expected in all.
inline void check_answers(const std::array<std::size_t, 3>& objectness,
                          const std::array<std::size_t, 3>& deltas, std::size_t first,
                          std::size_t count, const ProposalsParams& params) {
  const std::size_t logits = objectness[0] * objectness[1] * objectness[2];
  check_shape(first + logits <= count && deltas[0] * deltas[1] * deltas[2] == 4 * logits,
              "rpn_head: ", objectness[2], " logits and ", deltas[2], " deltas per cell, expected ",
              params.aspect_ratios.size(), " and ", 4 * params.aspect_ratios.size());
}

inline void check_all_answered(std::size_t logits, std::size_t anchors) {
  check_shape(logits == anchors, "rpn_head: ", logits, " logits for ", anchors, " anchors");
}

template <class Place>
void check_lengths(const RpnOutput<Place>& rpn) {
  const std::size_t count = rpn.anchors.size();
  check_shape(rpn.anchor_levels.size() == count && rpn.objectness.size() == count &&
                  rpn.deltas.shape(0) == count && rpn.deltas.shape(1) == 4,
              "proposals: ", count, " anchors, ", rpn.anchor_levels.size(), " levels, ",
              rpn.objectness.size(), " logits, deltas of (", rpn.deltas.shape(0), ", ",
              rpn.deltas.shape(1), ")");
}

inline AnchorParams anchor_params(const ProposalsParams& params) {
  return {.sizes = params.anchor_sizes,
          .aspect_ratios = params.aspect_ratios,
          .rounded = params.anchor_rounding,
          .stride = params.anchor_stride,
          .corners = params.corners};
}

}  // namespace mrcnn
