#pragma once
#include <cstddef>
#include <vector>

#include "common/trace/trace_folder.hpp"

namespace mrcnn {

/// The probabilities behind one mask of a trace, as step paste computes them before the threshold:
/// (H0 W0) row-major. From 6_masks/masks28, 6_masks/boxes and the shape of 6_masks/masks; empty if
/// one of them is missing or the mask does not exist.
std::vector<float> soft_mask(const TraceFolder& trace, std::size_t mask);

}  // namespace mrcnn
