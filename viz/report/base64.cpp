#include "viz/report/base64.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace mrcnn {

std::string base64(std::span<const std::byte> bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr unsigned kDigitBits = 6;
  constexpr std::uint32_t kDigitMask = 63;
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t start = 0; start < bytes.size(); start += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - start);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      group = (group << 8U) | (i < count ? std::to_integer<std::uint32_t>(bytes[start + i]) : 0U);
    }
    for (std::size_t digit = 0; digit < 4; ++digit) {
      const auto shift = static_cast<unsigned>(3 - digit) * kDigitBits;
      text += digit <= count ? kDigits[(group >> shift) & kDigitMask] : '=';
    }
  }
  return text;
}

}  // namespace mrcnn
