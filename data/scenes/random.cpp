#include "data/scenes/random.hpp"

namespace mrcnn {

int Random::below(int count) {
  const std::uint64_t upper_half = bits() >> 32U;
  return static_cast<int>((upper_half * static_cast<std::uint64_t>(count)) >> 32U);
}

}  // namespace mrcnn
