#pragma once
#include <vector>

#include "common/nn/conv2d.hpp"
#include "common/weights/tensor_spec.hpp"
#include "common/weights/weight_store.hpp"

#include "stages/2_proposals/proposals_params.hpp"

namespace mrcnn {

/// Parameters of the region proposal network, the same for every level.
template <class Place>
struct RpnWeights {
  Conv2dWeights<Place> conv;        // 3x3, ReLU
  Conv2dWeights<Place> objectness;  // 1x1, one logit per anchor of a cell: object - background
  Conv2dWeights<Place> deltas;      // 1x1, channel = 4 * anchor + (dx, dy, dw, dh)
};

/// The tensors of a model file that load_rpn_weights() reads.
///
///   channels  C of the pyramid
std::vector<TensorSpec> rpn_tensors(const ProposalsParams& params, int channels);
RpnWeights<Host> load_rpn_weights(const WeightStore& store, const ProposalsParams& params,
                                  int channels);

}  // namespace mrcnn
