#include "stages/1_features/features.hpp"

#include "common/error.hpp"
#include "common/nn/add_upsampled.hpp"
#include "common/nn/max_pool.hpp"

namespace mrcnn {
namespace {

template <class Place>
using Map = Tensor<Place, float, 3>;

template <class Place>
void check_input(const Map<Place>& pixels) {
  const auto map = view(pixels);
  check_shape(map.extent(2) == 3, "features: input has ", map.extent(2), " channels, expected 3");
  check_shape(map.size() > 0 && map.extent(0) % 32 == 0 && map.extent(1) % 32 == 0,
              "features: input has ", map.extent(0), " x ", map.extent(1),
              " cells, expected positive multiples of 32");
}

// [bottleneck]
// y = relu(F(x) + shortcut(x)), ResNet eq. 1 and 2
template <class Place>
Map<Place> bottleneck(const Map<Place>& x, const Bottleneck<Place>& block,
                      const ComputeOptions& compute) {
  Map<Place> y = conv2d(x, block.reduce, {.stride = block.reduce_stride, .relu = true}, compute);
  y = conv2d(y, block.conv, {.stride = block.conv_stride, .padding = 1, .relu = true}, compute);
  if (!block.has_projection) {
    return conv2d_add_relu(y, block.expand, x, compute);
  }
  const int stride = block.reduce_stride * block.conv_stride;
  return conv2d_add_relu(y, block.expand, conv2d(x, block.project, {.stride = stride}, compute),
                         compute);
}

// [/bottleneck]

// [bottom_up]
/// The residual network: the last maps of its stages, C2..C5.
template <class Place>
std::array<Map<Place>, 4> bottom_up(const Map<Place>& input, const FeaturesWeights<Place>& weights,
                                    const ComputeOptions& compute) {
  Map<Place> x = conv2d(input, weights.stem, {.stride = 2, .padding = 3, .relu = true}, compute);
  x = weights.pool_padding == PoolPadding::same ? max_pool_same(x, 3, 2) : max_pool(x, 3, 2, 1);
  std::array<Map<Place>, 4> c;
  const Map<Place>* last = &x;
  for (std::size_t stage = 0; stage < 4; ++stage) {
    for (const Bottleneck<Place>& block : weights.stages[stage]) {
      c[stage] = bottleneck(*last, block, compute);
      last = &c[stage];
    }
  }
  return c;
}

// [/bottom_up]

}  // namespace

template <class Place>
FeaturePyramid<Place> features(const NetworkInput<Place>& input,
                               const FeaturesWeights<Place>& weights, const ComputeOptions& compute,
                               FeaturesTrace<Place>* trace) {
  check_input<Place>(input.pixels);

  // [features]
  // bottom-up: the residual network
  std::array<Map<Place>, 4> c = bottom_up<Place>(input.pixels, weights, compute);

  // top-down: each merged map is its lateral plus the coarser merged map, upsampled
  std::array<Map<Place>, 4> merged;
  for (std::size_t level = 4; level-- > 0;) {
    merged[level] = conv2d(c[level], weights.lateral[level], {}, compute);
    if (level < 3) {
      merged[level] = add_upsampled(merged[level], merged[level + 1]);
    }
    if (trace == nullptr) {
      c[level] = Map<Place>();  // read for the last time
    }
  }

  // a 3x3 convolution on each merged map reduces the aliasing of upsampling; P6 halves P5
  FeaturePyramid<Place> pyramid;
  for (std::size_t level = 0; level < 4; ++level) {
    pyramid.levels.push_back(conv2d(merged[level], weights.output[level], {.padding = 1}, compute));
    merged[level] = Map<Place>();
  }
  pyramid.levels.push_back(max_pool(pyramid.levels.back(), 1, 2, 0));
  // [/features]

  if (trace != nullptr) {
    trace->c = std::move(c);
  }
  return pyramid;
}

template FeaturePyramid<Host> features(const NetworkInput<Host>&, const FeaturesWeights<Host>&,
                                       const ComputeOptions&, FeaturesTrace<Host>*);
template FeaturePyramid<Device> features(const NetworkInput<Device>&,
                                         const FeaturesWeights<Device>&, const ComputeOptions&,
                                         FeaturesTrace<Device>*);

}  // namespace mrcnn
