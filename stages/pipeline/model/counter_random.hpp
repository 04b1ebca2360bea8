#pragma once
#include <cstdint>

namespace mrcnn {

/// 64 bits that look random, a function of their arguments alone: element `index` of stream
/// `stream` of `seed` can be had without the ones before it, in any order, on any machine. The
/// finaliser is SplitMix64's (Steele, Lea, Flood 2014).
inline std::uint64_t random_bits(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  const auto scramble = [](std::uint64_t bits) {
    bits = (bits ^ (bits >> 30U)) * 0xBF58476D1CE4E5B9U;
    bits = (bits ^ (bits >> 27U)) * 0x94D049BB133111EBU;
    return bits ^ (bits >> 31U);
  };
  constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15U;  // 2^64 / golden ratio, odd
  return scramble(scramble(scramble(seed + kGolden) + kGolden * (stream + 1)) +
                  kGolden * (index + 1));
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
