#pragma once
#include <vector>

#include "common/nn/conv2d.hpp"
#include "common/types/head_shape.hpp"
#include "common/weights/tensor_spec.hpp"
#include "common/weights/weight_store.hpp"

namespace mrcnn {

/// The sizes of the mask head's network.
struct MaskHeadNetwork {
  int pool = 14;            // bins per side of a region; the mask has twice as many
  int layers = 4;           // 3x3 convolutions
  int hidden = 256;         // their channels
  bool batch_norm = false;  // after each of them
  float bn_eps = 1e-5F;
};

template <class Place>
struct MaskHeadWeights {
  std::vector<Conv2dWeights<Place>> convs;  // 3x3, ReLU
  Conv2dWeights<Place> upsample;            // transposed 2x2, stride 2, ReLU
  Conv2dWeights<Place> logits;              // 1x1, one channel per class
};

/// The tensors of a model file that load_mask_head_weights() reads.
std::vector<TensorSpec> mask_head_tensors(const MaskHeadNetwork& network, const HeadShape& shape);
MaskHeadWeights<Host> load_mask_head_weights(const WeightStore& store,
                                             const MaskHeadNetwork& network,
                                             const HeadShape& shape);

}  // namespace mrcnn
