#include "data/scenes/random.hpp"

namespace mrcnn {

namespace {

// The finaliser of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators,
// OOPSLA 2014): every input bit flips every output bit with a probability near one half.
std::uint64_t mixed(std::uint64_t value) {
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31U);
}

constexpr std::uint64_t kGoldenGamma = 0x9E3779B97F4A7C15U;  // 2^64 / golden ratio, odd

}  // namespace

std::uint64_t random_bits(std::uint64_t key, std::uint64_t counter) {
  return mixed(mixed(key + kGoldenGamma) + (counter + 1) * kGoldenGamma);
}

int Random::below(int count) {
  const std::uint64_t upper_half = bits() >> 32U;
  return static_cast<int>((upper_half * static_cast<std::uint64_t>(count)) >> 32U);
}

}  // namespace mrcnn
