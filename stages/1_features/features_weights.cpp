#include "stages/1_features/features_weights.hpp"

#include "common/weights/layer_weights.hpp"

namespace mrcnn {
namespace {

constexpr int kExpansion = 4;  // a bottleneck's output has four times its width

std::string block_name(std::size_t stage, int block) {
  return "backbone.body.layer" + std::to_string(stage + 1) + "." + std::to_string(block) + ".";
}

/// The convolutions of one block, in the order of a model file.
struct BlockLayout {
  std::string name;
  ConvExtents reduce, conv, expand, project;
  bool has_projection;
  int stride;
};

/// Settings of every convolution that a batch norm follows.
NormParams norm_params(const FeaturesParams& params) {
  return {.eps = params.bn_eps, .conv_bias = params.conv_bias};
}

std::vector<BlockLayout> stage_layout(const FeaturesParams& params, std::size_t stage) {
  const int width = params.base_channels << stage;
  std::vector<BlockLayout> blocks;
  for (int b = 0; b < params.blocks[stage]; ++b) {
    int inputs = kExpansion * width;
    if (b == 0) {
      inputs = stage == 0 ? params.base_channels : kExpansion * width / 2;
    }
    blocks.push_back({.name = block_name(stage, b),
                      .reduce = {inputs, width, 1},
                      .conv = {width, width, 3},
                      .expand = {width, kExpansion * width, 1},
                      .project = {inputs, kExpansion * width, 1},
                      .has_projection = b == 0,
                      .stride = b == 0 && stage > 0 ? 2 : 1});
  }
  return blocks;
}

ConvExtents stem_extents(const FeaturesParams& params) {
  return {3, params.base_channels, 7};
}

ConvExtents lateral_extents(const FeaturesParams& params, std::size_t level) {
  return {kExpansion * params.base_channels << level, params.fpn_channels, 1};
}

ConvExtents output_extents(const FeaturesParams& params) {
  return {params.fpn_channels, params.fpn_channels, 3};
}

std::string lateral_name(std::size_t level) {
  return "backbone.fpn.inner_blocks." + std::to_string(level) + ".0";
}

std::string output_name(std::size_t level) {
  return "backbone.fpn.layer_blocks." + std::to_string(level) + ".0";
}

}  // namespace

std::vector<TensorSpec> features_tensors(const FeaturesParams& params) {
  std::vector<TensorSpec> specs;
  const NormParams norm = norm_params(params);
  add_conv_norm_tensors(specs, "backbone.body.conv1", "backbone.body.bn1", stem_extents(params),
                        norm);
  for (std::size_t stage = 0; stage < params.blocks.size(); ++stage) {
    for (const BlockLayout& b : stage_layout(params, stage)) {
      add_conv_norm_tensors(specs, b.name + "conv1", b.name + "bn1", b.reduce, norm);
      add_conv_norm_tensors(specs, b.name + "conv2", b.name + "bn2", b.conv, norm);
      add_conv_norm_tensors(specs, b.name + "conv3", b.name + "bn3", b.expand, norm);
      if (b.has_projection) {
        add_conv_norm_tensors(specs, b.name + "downsample.0", b.name + "downsample.1", b.project,
                              norm);
      }
    }
  }
  for (std::size_t level = 0; level < 4; ++level) {
    add_conv_tensors(specs, lateral_name(level), lateral_extents(params, level));
  }
  for (std::size_t level = 0; level < 4; ++level) {
    add_conv_tensors(specs, output_name(level), output_extents(params));
  }
  return specs;
}

FeaturesWeights<Host> load_features_weights(const WeightStore& store,
                                            const FeaturesParams& params) {
  const NormParams norm = norm_params(params);
  FeaturesWeights<Host> weights;
  weights.pool_padding = params.pool_padding;
  weights.stem =
      load_conv_norm(store, "backbone.body.conv1", "backbone.body.bn1", stem_extents(params), norm);
  for (std::size_t stage = 0; stage < params.blocks.size(); ++stage) {
    for (const BlockLayout& b : stage_layout(params, stage)) {
      Bottleneck<Host> block;
      block.reduce = load_conv_norm(store, b.name + "conv1", b.name + "bn1", b.reduce, norm);
      block.conv = load_conv_norm(store, b.name + "conv2", b.name + "bn2", b.conv, norm);
      block.expand = load_conv_norm(store, b.name + "conv3", b.name + "bn3", b.expand, norm);
      block.has_projection = b.has_projection;
      (params.stride_in_1x1 ? block.reduce_stride : block.conv_stride) = b.stride;
      if (b.has_projection) {
        block.project = load_conv_norm(store, b.name + "downsample.0", b.name + "downsample.1",
                                       b.project, norm);
      }
      weights.stages[stage].push_back(std::move(block));
    }
  }
  for (std::size_t level = 0; level < 4; ++level) {
    weights.lateral[level] = load_conv(store, lateral_name(level), lateral_extents(params, level));
    weights.output[level] = load_conv(store, output_name(level), output_extents(params));
  }
  return weights;
}

}  // namespace mrcnn
