#include "common/nn/layers.hpp"
#include "common/tensor/for_each.cuh"

#include "stages/1_features/features.hpp"
#include "stages/1_features/features_checks.hpp"

namespace mrcnn {
namespace {

using Map = DeviceTensor<float, 3>;

// [add_relu]
/// y <- relu(y + x). Every element is its own sum, so the cut into threads is free; what it costs
/// is reading both maps once more, which a convolution that added the shortcut itself would save.
void add_relu(Map& y, const Map& x) {
  const std::size_t channels = y.shape(2);
  float* sum = y.data();
  const float* shortcut = x.data();
  // sum[cell][c] <- max(0, sum[cell][c] + shortcut[cell][c]); NaN stays NaN
  for_each_channels(y.shape(0) * y.shape(1), channels,
                    [=] MRCNN_HD(std::size_t cell, std::size_t first, std::size_t last) {
                      for (std::size_t i = cell * channels + first; i < cell * channels + last;
                           ++i) {
                        const float value = sum[i] + shortcut[i];
                        sum[i] = 0.0F > value ? 0.0F : value;
                      }
                    });
}

// [/add_relu]

// y = relu(F(x) + shortcut(x)), ResNet eq. 1 and 2
Map bottleneck(const Map& x, const Bottleneck<Device>& block, const ComputeOptions& compute) {
  Map y = conv2d(x, block.reduce, {.stride = block.reduce_stride, .relu = true}, compute);
  y = conv2d(y, block.conv, {.stride = block.conv_stride, .padding = 1, .relu = true}, compute);
  y = conv2d(y, block.expand, {}, compute);
  if (block.has_projection) {
    const int stride = block.reduce_stride * block.conv_stride;
    add_relu(y, conv2d(x, block.project, {.stride = stride}, compute));
  } else {
    add_relu(y, x);
  }
  return y;
}

}  // namespace

// [features]
FeaturePyramid<Device> features(const NetworkInput<Device>& input,
                                const FeaturesWeights<Device>& weights,
                                const ComputeOptions& compute, FeaturesTrace<Device>* trace) {
  check_features_input(input.pixels);

  // bottom-up: the residual network; C2..C5 are the last maps of its stages
  Map x = conv2d(input.pixels, weights.stem, {.stride = 2, .padding = 3, .relu = true}, compute);
  x = weights.pool_padding == PoolPadding::same ? max_pool_same(x, 3, 2) : max_pool(x, 3, 2, 1);
  std::array<Map, 4> c;
  for (std::size_t stage = 0; stage < 4; ++stage) {
    const Map* last = stage == 0 ? &x : &c[stage - 1];
    for (const Bottleneck<Device>& block : weights.stages[stage]) {
      c[stage] = bottleneck(*last, block, compute);
      last = &c[stage];
    }
  }

  // top-down: each merged map is its lateral plus the coarser merged map, upsampled
  std::array<Map, 4> merged;
  merged[3] = conv2d(c[3], weights.lateral[3], {}, compute);
  for (std::size_t level = 3; level-- > 0;) {
    merged[level] =
        add_upsampled(conv2d(c[level], weights.lateral[level], {}, compute), merged[level + 1]);
  }

  // a 3x3 convolution on each merged map takes away the aliasing of upsampling; P6 halves P5
  FeaturePyramid<Device> pyramid;
  for (std::size_t level = 0; level < 4; ++level) {
    pyramid.levels.push_back(conv2d(merged[level], weights.output[level], {.padding = 1}, compute));
  }
  pyramid.levels.push_back(max_pool(pyramid.levels.back(), 1, 2, 0));

  if (trace != nullptr) {
    trace->c = std::move(c);
  }
  return pyramid;
}

// [/features]

}  // namespace mrcnn
