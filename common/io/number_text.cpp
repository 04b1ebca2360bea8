#include "common/io/number_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace mrcnn {

std::string fixed_decimals(double value, int decimals) {
  std::array<char, 512> text{};  // the largest double has 309 digits before the point
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                 std::chars_format::fixed, decimals)
                       .ptr;
  return {text.data(), end};
}

std::string counted(std::size_t count, const std::string& one, const std::string& plural) {
  const std::string many = plural.empty() ? one + "s" : plural;
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string probability_text(double p, int decimals) {
  const double step = std::pow(10.0, -decimals);
  if (p < 1.0 && p >= 1.0 - step / 2) {
    return ">" + fixed_decimals(1.0 - step, decimals);
  }
  if (p > 0.0 && p < step / 2) {
    return "<" + fixed_decimals(step, decimals);
  }
  return fixed_decimals(p, decimals);
}

std::string right_aligned(double value, int decimals, int width) {
  const std::string number = fixed_decimals(value, decimals);
  const auto missing = std::max<std::ptrdiff_t>(0, width - std::ssize(number));
  return std::string(static_cast<std::size_t>(missing), ' ') + number;
}

std::string significant_digits(double value, int digits) {
  const double size = std::abs(value);
  if (size >= std::pow(10.0, digits) && size < 1e6) {
    return fixed_decimals(value, 0);
  }
  std::array<char, 512> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                 std::chars_format::general, digits)
                       .ptr;
  return {text.data(), end};
}

}  // namespace mrcnn
