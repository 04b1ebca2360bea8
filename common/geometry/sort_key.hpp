#pragma once
#include <cstdint>
#include <cstring>

#include "common/host_device.hpp"

namespace mrcnn {

// [sort_key]
/// The one order of the program: ascending sort_key is descending score, ties by ascending index,
/// NaN last. An integer, because a float comparator scrambles everything as soon as one NaN is in.
MRCNN_HD inline std::uint64_t sort_key(float score, std::uint32_t index) {
  std::uint32_t descending = 0xFFFFFFFFU;  // NaN
  if (score == score) {
    const float no_negative_zero = score + 0.0F;
    std::uint32_t bits = 0;
    std::memcpy(&bits, &no_negative_zero, sizeof bits);
    const bool negative = (bits & 0x80000000U) != 0U;
    const std::uint32_t ascending = negative ? ~bits : bits | 0x80000000U;  // order-preserving
    descending = ~ascending;
  }
  return (static_cast<std::uint64_t>(descending) << 32U) | index;
}

// [/sort_key]

/// The row a key was made for.
MRCNN_HD inline std::uint32_t sort_key_index(std::uint64_t key) {
  return static_cast<std::uint32_t>(key & 0xFFFFFFFFU);
}

}  // namespace mrcnn
