#include <xtensor/xmath.hpp>
#include <xtensor/xnoalias.hpp>

#include "common/nn/layers.hpp"

#include "stages/1_features/features.hpp"
#include "stages/1_features/features_checks.hpp"

namespace mrcnn {
namespace {

using Map = HostTensor<float, 3>;

// [bottleneck]
// y = relu(F(x) + shortcut(x)), ResNet eq. 1 and 2
Map bottleneck(const Map& x, const Bottleneck<Host>& block, const ComputeOptions& compute) {
  Map y = conv2d(x, block.reduce, {.stride = block.reduce_stride, .relu = true}, compute);
  y = conv2d(y, block.conv, {.stride = block.conv_stride, .padding = 1, .relu = true}, compute);
  y = conv2d(y, block.expand, {}, compute);
  const int stride = block.reduce_stride * block.conv_stride;
  const Map shortcut =
      block.has_projection ? conv2d(x, block.project, {.stride = stride}, compute) : x;
  xt::noalias(y) = xt::maximum(0.0F, y + shortcut);  // in this order NaN stays NaN
  return y;
}

// [/bottleneck]

}  // namespace

// [features]
FeaturePyramid<Host> features(const NetworkInput<Host>& input, const FeaturesWeights<Host>& weights,
                              const ComputeOptions& compute, FeaturesTrace<Host>* trace) {
  check_features_input(input.pixels);

  // bottom-up: the residual network; C2..C5 are the last maps of its stages
  Map x = conv2d(input.pixels, weights.stem, {.stride = 2, .padding = 3, .relu = true}, compute);
  x = weights.pool_padding == PoolPadding::same ? max_pool_same(x, 3, 2) : max_pool(x, 3, 2, 1);
  std::array<Map, 4> c;
  for (std::size_t stage = 0; stage < 4; ++stage) {
    for (const Bottleneck<Host>& block : weights.stages[stage]) {
      x = bottleneck(x, block, compute);
    }
    c[stage] = x;
  }

  // top-down: each merged map is its lateral plus the coarser merged map, upsampled
  std::array<Map, 4> merged;
  merged[3] = conv2d(c[3], weights.lateral[3], {}, compute);
  for (std::size_t level = 3; level-- > 0;) {
    merged[level] =
        add_upsampled(conv2d(c[level], weights.lateral[level], {}, compute), merged[level + 1]);
  }

  // a 3x3 convolution on each merged map takes away the aliasing of upsampling; P6 halves P5
  FeaturePyramid<Host> pyramid;
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
