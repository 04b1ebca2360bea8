#include "common/weights/layer_weights.hpp"

#include "stages/2_proposals/proposals.hpp"

namespace mrcnn {
namespace {

constexpr const char* kConv = "rpn.head.conv.0.0";
constexpr const char* kObjectness = "rpn.head.cls_logits";
constexpr const char* kDeltas = "rpn.head.bbox_pred";

int anchors_per_cell(const ProposalsParams& params) {
  return static_cast<int>(params.aspect_ratios.size());
}

}  // namespace

std::vector<TensorSpec> rpn_tensors(const ProposalsParams& params, int channels) {
  std::vector<TensorSpec> specs;
  add_conv_tensors(specs, kConv, {channels, channels, 3});
  add_conv_tensors(specs, kObjectness, {channels, anchors_per_cell(params), 1});
  add_conv_tensors(specs, kDeltas, {channels, 4 * anchors_per_cell(params), 1});
  return specs;
}

RpnWeights<Host> load_rpn_weights(const WeightStore& store, const ProposalsParams& params,
                                  int channels) {
  return {load_conv(store, kConv, {channels, channels, 3}),
          load_conv(store, kObjectness, {channels, anchors_per_cell(params), 1}),
          load_conv(store, kDeltas, {channels, 4 * anchors_per_cell(params), 1})};
}

}  // namespace mrcnn
