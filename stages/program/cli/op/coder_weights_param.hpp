#pragma once
#include "common/geometry/box_coder.hpp"

#include "stages/program/cli/op/operation.hpp"

namespace mrcnn {

/// Parameter weights=wx,wy,ww,wh. Throws UsageError unless it is four numbers other than 0.
CoderWeights coder_weights_param(const OperationCall& call);

}  // namespace mrcnn
