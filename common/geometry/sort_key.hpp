#pragma once
#include <cstdint>
#include <cstring>

#include "common/host_device.hpp"
#include "common/tensor/view.hpp"

namespace mrcnn {

// [sort_key]
/// The only sort order of the program: ascending sort_key is descending score, ties by ascending
/// index, NaN last. It is an integer because one NaN breaks a sort that compares floats. `index` is
/// below 2^32.
MRCNN_HD inline std::uint64_t sort_key(float score, Index index) {
  std::uint32_t descending = 0xFFFFFFFFU;  // NaN
  if (score == score) {
    const float no_negative_zero = score + 0.0F;
    std::uint32_t bits = 0;
    std::memcpy(&bits, &no_negative_zero, sizeof bits);
    const bool negative = (bits & 0x80000000U) != 0U;
    const std::uint32_t ascending = negative ? ~bits : bits | 0x80000000U;  // order-preserving
    descending = ~ascending;
  }
  return (static_cast<std::uint64_t>(descending) << 32U) | static_cast<std::uint32_t>(index);
}

// [/sort_key]

/// The index that a key was made with.
MRCNN_HD inline Index sort_key_index(std::uint64_t key) {
  return static_cast<std::uint32_t>(key);
}

}  // namespace mrcnn
