#include "common/error.hpp"
#include "common/geometry/anchors.hpp"
#include "common/tensor/for_each.cuh"

#include "stages/2_proposals/proposals.hpp"
#include "stages/2_proposals/proposals_checks.hpp"

namespace mrcnn {

// [rpn_head]
RpnOutput<Device> rpn_head(const FeaturePyramid<Device>& pyramid, ImageSize padded,
                           const RpnWeights<Device>& weights, const ProposalsParams& params,
                           const ComputeOptions& compute) {
  check_pyramid(pyramid.levels.size(), params);
  // anchors: a few boxes of fixed shape on every cell of every level
  std::vector<ImageSize> grids;
  for (const DeviceTensor<float, 3>& map : pyramid.levels) {
    grids.push_back({static_cast<int>(map.shape(0)), static_cast<int>(map.shape(1))});
  }
  RpnOutput<Device> out;
  out.anchors = make_anchors_on_device(padded, grids, anchor_params(params));
  const std::size_t count = out.anchors.shape(0);
  out.anchor_levels = make_device_tensor<std::int32_t>({count});
  out.objectness = make_device_tensor<float>({count});
  out.deltas = make_device_tensor<float>({count, 4});

  // one small network slides over all levels; its channels are (anchor) and (anchor, dx dy dw dh)
  std::size_t first = 0;
  for (std::size_t i = 0; i < pyramid.levels.size(); ++i) {
    const auto hidden =
        conv2d(pyramid.levels[i], weights.conv, {.padding = 1, .relu = true}, compute);
    const auto objectness = conv2d(hidden, weights.objectness, {}, compute);
    const auto deltas = conv2d(hidden, weights.deltas, {}, compute);
    check_answers(objectness.shape(), deltas.shape(), first, count, params);
    copy_on_device(out.objectness.data() + first, objectness.data(),
                   objectness.size() * sizeof(float));
    copy_on_device(out.deltas.data() + 4 * first, deltas.data(), deltas.size() * sizeof(float));
    const std::int32_t level = static_cast<std::int32_t>(i) + kLowestLevel;
    std::int32_t* levels = out.anchor_levels.data() + first;
    // levels[i] <- level
    for_each_index(objectness.size(), [=] MRCNN_HD(std::ptrdiff_t a) { levels[a] = level; });
    first += objectness.size();
  }
  check_all_answered(first, count);
  return out;
}

// [/rpn_head]

}  // namespace mrcnn
