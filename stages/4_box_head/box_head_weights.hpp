#pragma once
#include <vector>

#include "common/nn/linear.hpp"
#include "common/types/head_shape.hpp"
#include "common/weights/tensor_spec.hpp"
#include "common/weights/weight_store.hpp"

namespace mrcnn {

/// The sizes of the box head's network.
struct BoxHeadNetwork {
  int pool = 7;             // bins per side of a region
  int hidden = 1024;        // width of fc6 and fc7
  bool batch_norm = false;  // after fc6 and fc7
  float bn_eps = 1e-5F;
};

template <class Place>
struct BoxHeadWeights {
  LinearWeights<Place> fc6;      // (S S C, hidden); input order (y, x, c)
  LinearWeights<Place> fc7;      // (hidden, hidden)
  LinearWeights<Place> classes;  // (hidden, K)
  LinearWeights<Place> deltas;   // (hidden, 4 K), column = 4 * class + (dx, dy, dw, dh)
};

/// The tensors of a model file that load_box_head_weights() reads.
std::vector<TensorSpec> box_head_tensors(const BoxHeadNetwork& network, const HeadShape& shape);
BoxHeadWeights<Host> load_box_head_weights(const WeightStore& store, const BoxHeadNetwork& network,
                                           const HeadShape& shape);

}  // namespace mrcnn
