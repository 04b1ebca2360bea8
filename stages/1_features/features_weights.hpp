#pragma once
#include <array>
#include <vector>

#include "common/nn/conv2d.hpp"
#include "common/nn/pool_math.hpp"
#include "common/weights/tensor_spec.hpp"
#include "common/weights/weight_store.hpp"

namespace mrcnn {

struct FeaturesParams {
  std::array<int, 4> blocks = {3, 4, 23, 3};  // bottlenecks per stage, ResNet table 1: 101 layers
  int base_channels = 64;                     // width of the stem and of conv2_x; doubles per stage
  int fpn_channels = 256;                     // d in FPN sec. 3
  float bn_eps = 1e-5F;        // added to the variance; 0 for torchvision's COCO file
  bool stride_in_1x1 = false;  // a stage's stride sits in its first 1x1 (ResNet as published), else
                               // in its first 3x3
  bool conv_bias = false;      // the convolutions before a batch norm have biases
  PoolPadding pool_padding = PoolPadding::symmetric;  // of the 3x3 maximum after the stem
};

/// One residual block of ResNet-50/101/152 (ResNet, fig. 5 right): 1x1 down, 3x3, 1x1 up.
template <class Place>
struct Bottleneck {
  Conv2dWeights<Place> reduce;   // 1x1, w channels
  Conv2dWeights<Place> conv;     // 3x3
  Conv2dWeights<Place> expand;   // 1x1, 4 w channels
  Conv2dWeights<Place> project;  // 1x1 on the shortcut; only in the first block of a stage
  bool has_projection = false;
  int reduce_stride = 1;  // one of the two carries the stride of the block
  int conv_stride = 1;
};

/// All parameters of stage 1, with batch norm folded into the convolutions.
template <class Place>
struct FeaturesWeights {
  Conv2dWeights<Place> stem;                             // 7x7, stride 2
  PoolPadding pool_padding = PoolPadding::symmetric;     // 3x3, stride 2
  std::array<std::vector<Bottleneck<Place>>, 4> stages;  // conv2_x .. conv5_x
  std::array<Conv2dWeights<Place>, 4> lateral;           // 1x1 from C2..C5
  std::array<Conv2dWeights<Place>, 4> output;            // 3x3 to P2..P5
};

/// The tensors of a model file that load_features_weights() reads.
std::vector<TensorSpec> features_tensors(const FeaturesParams& params);
FeaturesWeights<Host> load_features_weights(const WeightStore& store, const FeaturesParams& params);

}  // namespace mrcnn
