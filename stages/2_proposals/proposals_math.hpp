#pragma once
#include <array>
#include <cstdint>

#include "common/geometry/box.hpp"
#include "common/geometry/suppression.hpp"
#include "common/host_device.hpp"

namespace mrcnn {

/// What a limit or a suppression of the region proposal network applies to.
enum class Scope { level, all_levels };

constexpr auto names_of(Scope) {
  return std::array{"level", "all_levels"};
}

/// Rows of one group are ranked together, or suppress each other.
MRCNN_HD inline std::int32_t group_of(std::int32_t level, Scope scope) {
  return scope == Scope::level ? level : 0;
}

/// Why a candidate takes no part in NMS, or kKept: one without a score, or hardly any extent.
MRCNN_HD inline std::int32_t proposal_verdict(const Box& box, float score, float min_size) {
  if (!(score >= 0.0F)) {
    return kBelowScore;
  }
  return is_large_enough(box, min_size) ? kKept : kTooSmall;
}

}  // namespace mrcnn
