#include "common/error.hpp"
#include "common/geometry/anchor_levels.hpp"
#include "common/geometry/anchors.hpp"
#include "common/tensor/place_tensor.hpp"

#include "stages/2_proposals/proposals.hpp"

namespace mrcnn {
namespace {

AnchorParams anchor_params(const ProposalsParams& params) {
  return {.sizes = params.anchor_sizes,
          .aspect_ratios = params.aspect_ratios,
          .rounded = params.conventions.anchor_rounding,
          .stride = params.conventions.anchor_stride,
          .corners = params.conventions.corners};
}

void check_channels(const char* name, std::size_t channels, std::size_t expected) {
  check_shape(channels == expected, "rpn_head: the layer ", name, " has ", channels,
              " output channels, expected ", expected);
}

void check_size(ImageSize logits, ImageSize map) {
  check_shape(logits == map, "rpn_head: a map of ", map.height, " x ", map.width, " cells has ",
              logits.height, " x ", logits.width, " cells of logits, expected as many");
}

}  // namespace

template <class Place>
RpnOutput<Place> rpn_head(const FeaturePyramid<Place>& pyramid, ImageSize padded,
                          const RpnWeights<Place>& weights, const ProposalsParams& params,
                          const ComputeOptions& compute) {
  const std::size_t per_cell = params.aspect_ratios.size();
  check_shape(pyramid.levels.size() == params.anchor_sizes.size(), "rpn_head: the pyramid has ",
              pyramid.levels.size(), " levels, expected ", params.anchor_sizes.size(),
              " like anchor_sizes");
  check_channels("objectness", weights.objectness.bias.size(), per_cell);
  check_channels("deltas", weights.deltas.bias.size(), 4 * per_cell);

  // [rpn_head]
  // anchors: a few boxes of fixed shape on every cell of every level
  std::vector<ImageSize> grids;
  for (const auto& map : pyramid.levels) {
    grids.push_back(size_of(map));
  }
  RpnOutput<Place> out;
  out.anchors = make_anchors<Place>(padded, grids, anchor_params(params));
  out.anchor_levels = anchor_levels<Place>(grids, per_cell);
  out.objectness = make_tensor_at<Place, float>({out.anchors.size()});
  out.deltas = make_tensor_at<Place, float>({out.anchors.size(), 4});

  // one small network slides over all levels; its channels are (anchor) and (anchor, dx dy dw dh)
  Index first = 0;
  for (const auto& map : pyramid.levels) {
    const auto hidden = conv2d(map, weights.conv, {.padding = 1, .relu = true}, compute);
    const auto objectness = conv2d(hidden, weights.objectness, {}, compute);
    check_size(size_of(objectness), size_of(map));
    copy_elements(objectness, out.objectness, first);
    copy_elements(conv2d(hidden, weights.deltas, {}, compute), out.deltas, 4 * first);
    first += objectness.size();
  }
  // [/rpn_head]
  return out;
}

template RpnOutput<Host> rpn_head(const FeaturePyramid<Host>&, ImageSize, const RpnWeights<Host>&,
                                  const ProposalsParams&, const ComputeOptions&);
template RpnOutput<Device> rpn_head(const FeaturePyramid<Device>&, ImageSize,
                                    const RpnWeights<Device>&, const ProposalsParams&,
                                    const ComputeOptions&);

}  // namespace mrcnn
