#pragma once
#include <cstdint>

#include "common/tensor/host_tensor.hpp"

namespace mrcnn {

/// Numbers that look random and are the same on every machine: integer arithmetic only.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  /// 64 mixed bits of a counter.
  std::uint64_t bits() {
    state_ += 0x9E3779B97F4A7C15U;  // 2^64 / golden ratio, odd: every state is visited once
    std::uint64_t mixed = state_;
    for (const unsigned shift : {32U, 29U}) {
      mixed = (mixed ^ (mixed >> shift)) * 0xD6E8FEB86659FD93U;
    }
    return mixed ^ (mixed >> 32U);
  }

  /// One of low .. high, both included.
  int integer(int low, int high) {
    const auto choices = static_cast<std::uint64_t>(high - low) + 1;
    return low + static_cast<int>(bits() % choices);
  }

  /// In [low, high): a multiple of (high - low) / 2^20.
  float uniform(float low, float high) {
    const auto step = static_cast<float>(bits() >> 44U) / 1048576.0F;
    return low + step * (high - low);
  }

 private:
  std::uint64_t state_;
};

/// A tensor of the given shape with elements in [-1, 1).
template <std::size_t Rank>
HostTensor<float, Rank> random_tensor(const Extent (&shape)[Rank], std::uint64_t seed) {
  auto tensor = make_tensor<float>(shape);
  Random random(seed);
  for (float& value : tensor) {
    value = random.uniform(-1.0F, 1.0F);
  }
  return tensor;
}

}  // namespace mrcnn
