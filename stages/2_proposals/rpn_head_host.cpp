#include "common/geometry/anchors.hpp"

#include "stages/2_proposals/proposals.hpp"
#include "stages/2_proposals/proposals_checks.hpp"

namespace mrcnn {

// [rpn_head]
RpnOutput<Host> rpn_head(const FeaturePyramid<Host>& pyramid, ImageSize padded,
                         const RpnWeights<Host>& weights, const ProposalsParams& params,
                         const ComputeOptions& compute) {
  check_pyramid(pyramid.levels.size(), params);
  // anchors: a few boxes of fixed shape on every cell of every level
  std::vector<ImageSize> grids;
  for (const HostTensor<float, 3>& map : pyramid.levels) {
    grids.push_back({static_cast<int>(map.shape(0)), static_cast<int>(map.shape(1))});
  }
  RpnOutput<Host> out;
  out.anchors = make_anchors(padded, grids, anchor_params(params));
  const std::size_t count = out.anchors.size();
  out.anchor_levels = make_tensor<std::int32_t>({count});
  out.objectness = make_tensor<float>({count});
  out.deltas = make_tensor<float>({count, 4});

  // one small network slides over all levels; its channels are (anchor) and (anchor, dx dy dw dh)
  std::size_t first = 0;
  for (std::size_t level = 0; level < pyramid.levels.size(); ++level) {
    const auto hidden =
        conv2d(pyramid.levels[level], weights.conv, {.padding = 1, .relu = true}, compute);
    const auto objectness = conv2d(hidden, weights.objectness, {}, compute);
    const auto deltas = conv2d(hidden, weights.deltas, {}, compute);
    check_answers(objectness.shape(), deltas.shape(), first, count, params);
    std::copy(objectness.begin(), objectness.end(), out.objectness.data() + first);
    std::copy(deltas.begin(), deltas.end(), out.deltas.data() + 4 * first);
    std::fill_n(out.anchor_levels.data() + first, objectness.size(),
                static_cast<std::int32_t>(level) + kLowestLevel);
    first += objectness.size();
  }
  check_all_answered(first, count);
  return out;
}

// [/rpn_head]

}  // namespace mrcnn
