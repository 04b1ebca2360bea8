#include "stages/6_masks/mask_head_weights.hpp"

#include "common/weights/layer_weights.hpp"

namespace mrcnn {
namespace {

constexpr const char* kUpsample = "roi_heads.mask_predictor.conv5_mask";
constexpr const char* kLogits = "roi_heads.mask_predictor.mask_fcn_logits";

std::string conv_name(int layer) {
  return "roi_heads.mask_head." + std::to_string(layer) + ".0";
}

std::string norm_name(int layer) {
  return "roi_heads.mask_head." + std::to_string(layer) + ".1";
}

NormParams norm_params(const MaskHeadNetwork& network) {
  return {.eps = network.bn_eps, .conv_bias = true};
}

ConvExtents conv_extents(const MaskHeadNetwork& network, const HeadShape& shape, int layer) {
  return {layer == 0 ? shape.channels : network.hidden, network.hidden, 3};
}

}  // namespace

std::vector<TensorSpec> mask_head_tensors(const MaskHeadNetwork& network, const HeadShape& shape) {
  std::vector<TensorSpec> specs;
  for (int layer = 0; layer < network.layers; ++layer) {
    const ConvExtents extents = conv_extents(network, shape, layer);
    if (network.batch_norm) {
      add_conv_norm_tensors(specs, conv_name(layer), norm_name(layer), extents,
                            norm_params(network));
    } else {
      add_conv_tensors(specs, conv_name(layer), extents);
    }
  }
  const auto hidden = static_cast<std::size_t>(network.hidden);
  specs.push_back({std::string(kUpsample) + ".weight", {hidden, hidden, 2, 2}});
  specs.push_back({std::string(kUpsample) + ".bias", {hidden}});
  add_conv_tensors(specs, kLogits, {network.hidden, shape.classes, 1});
  return specs;
}

MaskHeadWeights<Host> load_mask_head_weights(const WeightStore& store,
                                             const MaskHeadNetwork& network,
                                             const HeadShape& shape) {
  MaskHeadWeights<Host> weights;
  for (int layer = 0; layer < network.layers; ++layer) {
    const ConvExtents extents = conv_extents(network, shape, layer);
    weights.convs.push_back(network.batch_norm
                                ? load_conv_norm(store, conv_name(layer), norm_name(layer), extents,
                                                 norm_params(network))
                                : load_conv(store, conv_name(layer), extents));
  }
  weights.upsample = load_deconv2x2(store, kUpsample, network.hidden, network.hidden);
  weights.logits = load_conv(store, kLogits, {network.hidden, shape.classes, 1});
  return weights;
}

}  // namespace mrcnn
