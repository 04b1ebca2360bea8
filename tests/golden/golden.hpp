#pragma once
#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "common/trace/array_tensor.hpp"
#include "common/trace/channel_order.hpp"
#include "common/trace/npy.hpp"

#include "stages/program/compare/array_difference.hpp"

namespace mrcnn {

/// Arrays that torch and torchvision made (tests/golden/README.md), by their place without ending:
/// "ops/iou/a".
inline Array golden(const std::string& name) {
  return read_npy(std::string(MRCNN_TEST_DATA "/") + name + ".npy");
}

template <class T, std::size_t Rank>
HostTensor<T, Rank> golden_tensor(const std::string& name) {
  return to_tensor<T, Rank>(golden(name), name);
}

inline HostTensor<Box, 1> golden_boxes(const std::string& name) {
  return golden_tensor<Box, 1>(name);
}

/// A map, stored (C, H, W), as (H, W, C).
inline HostTensor<float, 3> golden_map(const std::string& name) {
  return from_chw_array<3>(golden(name), name);
}

/// Regions, stored (R, C, S, S), as (R, S, S, C).
inline HostTensor<float, 4> golden_regions(const std::string& name) {
  return from_chw_array<4>(golden(name), name);
}

inline constexpr Bound kSameBits{};

inline Bound within(double value) {
  return {Bound::Kind::kAbsolute, value};
}

/// Whether an array of ours is as near to the golden one as the bound says.
inline testing::AssertionResult agrees(const std::string& name, const Array& ours,
                                       const Bound& bound) {
  const Array reference = golden(name);
  if (ours.dtype != reference.dtype || ours.shape != reference.shape) {
    return testing::AssertionFailure()
           << name << ": expected " << name_of(reference.dtype) << shape_text(reference.shape)
           << ", got " << name_of(ours.dtype) << shape_text(ours.shape);
  }
  const ArrayDifference difference = difference_of(reference, ours, bound);
  if (difference.beyond == 0) {
    return testing::AssertionSuccess();
  }
  return testing::AssertionFailure()
         << name << ": " << difference.beyond << " of " << difference.elements
         << " elements are off; the worst is " << index_text(difference.worst->element, ours.shape)
         << ", expected " << difference.worst->a << " (bound: " << text_of(bound) << "), got "
         << difference.worst->b;
}

}  // namespace mrcnn
