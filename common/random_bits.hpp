#pragma once
#include <cstdint>

namespace mrcnn {

inline constexpr std::uint64_t kGoldenGamma = 0x9E3779B97F4A7C15U;  // 2^64 / golden ratio, odd

/// The finaliser of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators,
/// OOPSLA 2014): every input bit flips every output bit with a probability near one half.
inline std::uint64_t split_mix(std::uint64_t bits) {
  bits = (bits ^ (bits >> 30U)) * 0xBF58476D1CE4E5B9U;
  bits = (bits ^ (bits >> 27U)) * 0x94D049BB133111EBU;
  return bits ^ (bits >> 31U);
}

/// 64 random bits as a function of the two arguments alone, the same on every machine: number
/// `counter` of the sequence `key`.
inline std::uint64_t random_bits(std::uint64_t key, std::uint64_t counter) {
  return split_mix(split_mix(key + kGoldenGamma) + (counter + 1) * kGoldenGamma);
}

}  // namespace mrcnn
