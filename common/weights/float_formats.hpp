#pragma once
#include <bit>
#include <cstdint>

namespace mrcnn {

/// The value of an IEEE binary16, exactly; NaN stays NaN.
inline float float_from_f16(std::uint16_t bits) {
  const std::uint32_t sign = (bits & 0x8000U) << 16U;
  const std::uint32_t exponent = (bits >> 10U) & 0x1FU;
  const std::uint32_t mantissa = bits & 0x3FFU;
  if (exponent ==
      0) {  // zero or denormal: mantissa * 2^-24, which float32 holds as a normal number
    const float magnitude = static_cast<float>(mantissa) * 0x1p-24F;
    return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(magnitude));
  }
  constexpr std::uint32_t kAllOnes = 0x1FU;
  constexpr std::uint32_t kBiasDifference = 127 - 15;
  const std::uint32_t wide_exponent = exponent == kAllOnes ? 0xFFU : exponent + kBiasDifference;
  return std::bit_cast<float>(sign | wide_exponent << 23U | mantissa << 13U);
}

/// The value of a bfloat16: the upper half of a float32.
inline float float_from_bf16(std::uint16_t bits) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16U);
}

}  // namespace mrcnn
