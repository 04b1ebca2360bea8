#pragma once
#include <cstdint>

#include "common/random_bits.hpp"

namespace mrcnn {

/// 64 random bits as a function of the arguments alone: element `index` of stream `stream` of
/// `seed`, the same on every machine, in any order.
inline std::uint64_t random_bits(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  return split_mix(random_bits(seed, stream) + kGoldenGamma * (index + 1));
}

/// A value of mean 0 and deviation 1, nearly normal, between -3.47 and 3.47: the sum of four
/// uniform 16-bit integers. Integers up to the last step, so every machine gets the same bits.
inline float random_normal(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  std::uint64_t bits = random_bits(seed, stream, index);
  std::int32_t sum = -2 * 0xFFFF;  // minus the mean of the sum
  for (int i = 0; i < 4; ++i, bits >>= 16U) {
    sum += static_cast<std::int32_t>(bits & 0xFFFFU);
  }
  constexpr float kDeviation = 37837.227F;  // sqrt(4 (2^32 - 1) / 12)
  return static_cast<float>(sum) / kDeviation;
}

}  // namespace mrcnn
