#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/types/box.hpp"

#include "stages/program/compare/array_difference.hpp"
#include "stages/program/compare/compared_traces.hpp"

namespace mrcnn {

/// The probabilities of one mask on every pixel of the photograph (H0 W0, row-major), as the run
/// had them before the threshold. Empty if the trace cannot tell.
using SoftMask = std::function<std::vector<float>(const TraceFolder& trace, std::size_t mask)>;

inline constexpr double kMaskGap = 1e-4;
inline constexpr int kLevelUlps = 16;

/// The pyramid level that begins at a box size so near to this box's that rounding decides between
/// it and the one below; nothing for almost all boxes. Sizes at which a level begins are
/// canonical_size * 2^n (FPN, eq. 1).
std::optional<int> level_beginning_at(const Box& box, double canonical_size, int canonical_level);

/// For 3_roi_align and 6_masks: elements whose row is a box near a change of level, and for which
/// the saved levels, where both traces have them, are the two of that change.
Excuse excuse_of_roi_level(const TracePair& traces, const std::string& array, const Array& a);

/// For 6_masks/masks: pixels whose probability is nearly the threshold.
Excuse excuse_of_mask_pixel(const TracePair& traces, const Array& a, const SoftMask& soft_mask);

}  // namespace mrcnn
