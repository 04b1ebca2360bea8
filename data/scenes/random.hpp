#pragma once
#include <cstdint>

#include "common/random_bits.hpp"

namespace mrcnn {

/// A counter-based generator: its n-th number is random_bits(key, n). Integers only, hence the same
/// sequence on every machine, which <random>'s distributions do not promise.
class Random {
 public:
  /// Different streams of one seed are independent: drawing more in one leaves the others alone.
  Random(std::uint64_t seed, std::uint64_t stream) : key_(random_bits(seed, stream)) {}

  std::uint64_t bits() { return random_bits(key_, counter_++); }

  /// Uniform in [0, count). Requires count >= 1.
  int below(int count);

  /// Uniform in [low, high], both ends included. Requires low <= high.
  int between(int low, int high) { return low + below(high - low + 1); }

  /// True in `percent` of 100 draws.
  bool chance(int percent) { return below(100) < percent; }

 private:
  std::uint64_t key_;
  std::uint64_t counter_ = 0;
};

}  // namespace mrcnn
