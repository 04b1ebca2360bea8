#include "stages/2_proposals/rpn_weights.hpp"

#include "common/weights/layer_weights.hpp"

namespace mrcnn {
namespace {

constexpr const char* kConv = "rpn.head.conv.0.0";
constexpr const char* kObjectness = "rpn.head.cls_logits";
constexpr const char* kDeltas = "rpn.head.bbox_pred";

int anchors_per_cell(const ProposalsParams& params) {
  return static_cast<int>(params.aspect_ratios.size());
}

int hidden_channels(const ProposalsParams& params, int channels) {
  return params.conventions.hidden > 0 ? params.conventions.hidden : channels;
}

/// Reads the logits' layer. Of two logits per anchor only the difference, object - background,
/// matters: the softmax of a pair is the sigmoid of its difference.
Conv2dWeights<Host> load_objectness(const WeightStore& store, const ProposalsParams& params,
                                    int hidden) {
  const int anchors = anchors_per_cell(params);
  Conv2dWeights<Host> stored =
      load_conv(store, kObjectness, {hidden, params.conventions.logits_per_anchor * anchors, 1});
  if (params.conventions.logits_per_anchor == 1) {
    return stored;
  }
  const auto inputs = static_cast<std::size_t>(hidden);
  const auto outputs = static_cast<std::size_t>(anchors);
  Conv2dWeights<Host> difference{make_tensor<float>({1, 1, inputs, outputs}),
                                 make_tensor<float>({outputs})};
  for (std::size_t a = 0; a < outputs; ++a) {
    difference.bias(a) = stored.bias(2 * a + 1) - stored.bias(2 * a);
    for (std::size_t c = 0; c < inputs; ++c) {
      difference.kernel(0, 0, c, a) =
          stored.kernel(0, 0, c, 2 * a + 1) - stored.kernel(0, 0, c, 2 * a);
    }
  }
  return difference;
}

}  // namespace

std::vector<TensorSpec> rpn_tensors(const ProposalsParams& params, int channels) {
  std::vector<TensorSpec> specs;
  const int hidden = hidden_channels(params, channels);
  const int anchors = anchors_per_cell(params);
  add_conv_tensors(specs, kConv, {channels, hidden, 3});
  add_conv_tensors(specs, kObjectness, {hidden, params.conventions.logits_per_anchor * anchors, 1});
  add_conv_tensors(specs, kDeltas, {hidden, 4 * anchors, 1});
  return specs;
}

RpnWeights<Host> load_rpn_weights(const WeightStore& store, const ProposalsParams& params,
                                  int channels) {
  const int hidden = hidden_channels(params, channels);
  return {load_conv(store, kConv, {channels, hidden, 3}), load_objectness(store, params, hidden),
          load_conv(store, kDeltas, {hidden, 4 * anchors_per_cell(params), 1})};
}

}  // namespace mrcnn
