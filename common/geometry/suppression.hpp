#pragma once
#include <cstdint>

namespace mrcnn {

/// Why a candidate is not in the result; a value >= 0 is the row of the candidate that suppressed
/// it.
enum Suppression : std::int32_t {
  kKept = -1,
  kTooSmall = -2,
  kBelowScore = -3,
  kCutByLimit = -4,
  kNotBestClass = -5,  // another class of the same proposal has a higher probability
};

}  // namespace mrcnn
