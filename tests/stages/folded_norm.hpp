#pragma once
#include <cmath>
#include <string>

#include "common/weights/weight_store.hpp"

namespace mrcnn {

/// What the batch norm `norm` of a file makes of the value x of channel `o`:
/// gain (x - mean) / sqrt(variance + eps) + shift.
inline double normed(const WeightStore& store, const std::string& norm, std::size_t channels,
                     std::size_t o, double x, double eps) {
  const auto part = [&](const char* name) {
    return static_cast<double>(store.get<1>(norm + name, {channels})(o));
  };
  return part(".weight") * (x - part(".running_mean")) / std::sqrt(part(".running_var") + eps) +
         part(".bias");
}

}  // namespace mrcnn
