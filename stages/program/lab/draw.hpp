#pragma once
#include <cmath>
#include <cstdint>
#include <string>

#include "common/random_bits.hpp"

namespace mrcnn {

/// Random numbers that depend on a text and a seed only, the same on every machine.
class Draw {
 public:
  Draw(const std::string& text, std::uint64_t seed) : key_(seed) {
    for (const char c : text) {
      key_ = random_bits(key_, static_cast<unsigned char>(c));
    }
  }

  /// In [0, 1).
  double unit() {
    constexpr int kBits = 53;
    return std::ldexp(static_cast<double>(random_bits(key_, count_++) >> (64U - kBits)), -kBits);
  }

  double between(double low, double high) { return low + (high - low) * unit(); }

  /// low, low + 1, ..., or high.
  int whole(int low, int high) {
    return low + static_cast<int>(unit() * (static_cast<double>(high) - low + 1.0));
  }

  /// Nearly normal, mean 0 and deviation 1: Irwin and Hall's sum of twelve, which needs no
  /// logarithm.
  double normal() {
    double sum = -6.0;
    for (int i = 0; i < 12; ++i) {
      sum += unit();
    }
    return sum;
  }

 private:
  std::uint64_t key_;
  std::uint64_t count_ = 0;
};

}  // namespace mrcnn
