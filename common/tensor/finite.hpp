#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace mrcnn {

/// Offset of the first NaN or infinity among `count` floats, which need not be aligned; `count` if
/// there is none.
inline std::size_t first_non_finite(const std::byte* floats, std::size_t count) {
  constexpr std::uint32_t kExponent = 0x7F800000U;  // all ones in NaN and infinity only
  constexpr std::size_t kBlock = 1024;              // no branch inside, so that it is vectorised
  const auto bits_at = [&](std::size_t i) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, floats + i * sizeof bits, sizeof bits);
    return bits;
  };
  for (std::size_t begin = 0; begin < count; begin += kBlock) {
    const std::size_t end = std::min(count, begin + kBlock);
    std::uint32_t found = 0;
    for (std::size_t i = begin; i < end; ++i) {
      found |= static_cast<std::uint32_t>((bits_at(i) & kExponent) == kExponent);
    }
    for (std::size_t i = begin; found != 0 && i < end; ++i) {
      if ((bits_at(i) & kExponent) == kExponent) {
        return i;
      }
    }
  }
  return count;
}

}  // namespace mrcnn
