#pragma once
#include "stages/2_proposals/proposals.hpp"

namespace mrcnn {

/// Appends boxes of zeros with score 0 until there are `rows` proposals, as matterport does. They
/// belong to no candidate: kept is -1.
void pad_with_zeros(Proposals<Host>& proposals, HostTensor<std::int32_t, 1>& kept, Index rows);
void pad_with_zeros(Proposals<Device>& proposals, DeviceTensor<std::int32_t, 1>& kept, Index rows);

}  // namespace mrcnn
