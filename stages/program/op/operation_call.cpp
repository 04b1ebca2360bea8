#include "stages/program/op/operation_call.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

/// The whole word as a number, whatever the locale; NaN if it is not a number that float32 can
/// hold.
double number_from(const std::string& word) {
  constexpr double kLargest = std::numeric_limits<float>::max();
  double value = 0.0;
  const char* end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data(), end, value);
  const bool is_number = error == std::errc() && stop == end && std::abs(value) <= kLargest;
  return is_number ? value : std::nan("");
}

constexpr int kLargestSide = 1 << 16;

/// A side in pixels or cells; 0 if the word is not one.
int side_from(const std::string& word) {
  const double value = number_from(word);
  return value >= 1.0 && value <= kLargestSide && value == std::floor(value)
             ? static_cast<int>(value)
             : 0;
}

}  // namespace

void OperationCall::refuse(const std::string& name, const std::string& expected) const {
  constexpr std::size_t kShownBytes = 80;
  throw UsageError("op parameter " + name + "=" + one_line(word(name), kShownBytes) +
                   ": expected " + expected);
}

double OperationCall::real(const std::string& name) const {
  const double value = number_from(word(name));
  if (!std::isfinite(value)) {
    refuse(name, "a finite number");
  }
  return value;
}

double OperationCall::fraction(const std::string& name) const {
  const double value = number_from(word(name));
  if (!(value >= 0.0 && value <= 1.0)) {
    refuse(name, "a number from 0 to 1");
  }
  return value;
}

float OperationCall::not_negative(const std::string& name) const {
  const double value = real(name);
  if (!(value >= 0.0)) {
    refuse(name, "0 or a positive number");
  }
  return static_cast<float>(value);
}

float OperationCall::positive(const std::string& name) const {
  const double value = real(name);
  if (!(value > 0.0)) {
    refuse(name, "a positive number");
  }
  return static_cast<float>(value);
}

int OperationCall::integer(const std::string& name, int lowest, int highest) const {
  const double value = number_from(word(name));
  if (!(value >= lowest && value <= highest && value == std::floor(value))) {
    refuse(name, concat("a whole number from ", lowest, " to ", highest));
  }
  return static_cast<int>(value);
}

void OperationCall::refuse_choice(const std::string& name,
                                  const std::vector<std::string>& known) const {
  std::string expected;
  for (const std::string& choice : known) {
    expected += (expected.empty() ? "" : " or ") + choice;
  }
  refuse(name, expected);
}

BoxFrame OperationCall::frame(const std::string& name) const {
  if (split(word(name), ',').size() != 4) {
    return BoxFrame(size(name));
  }
  const std::vector<float> edges = list(name);
  return {{edges[1], edges[0], edges[3], edges[2]}, CornerRule::exclusive};
}

std::vector<float> OperationCall::list(const std::string& name) const {
  std::vector<float> values;
  for (const std::string& part : split(word(name), ',')) {
    const double value = number_from(part);
    if (!std::isfinite(value)) {
      refuse(name, "numbers with commas between them");
    }
    values.push_back(static_cast<float>(value));
  }
  return values;
}

std::vector<float> OperationCall::positive_list(const std::string& name) const {
  std::vector<float> values = list(name);
  if (!std::all_of(values.begin(), values.end(), [](float value) { return value > 0.0F; })) {
    refuse(name, "positive numbers");
  }
  return values;
}

std::array<float, 3> OperationCall::channels(const std::string& name) const {
  const std::vector<float> values = list(name);
  if (values.size() != 3) {
    refuse(name, "three numbers, R,G,B");
  }
  return {values[0], values[1], values[2]};
}

CoderWeights OperationCall::coder_weights(const std::string& name) const {
  const std::vector<float> w = list(name);
  if (w.size() != 4 || std::find(w.begin(), w.end(), 0.0F) != w.end()) {
    refuse(name, "four numbers other than 0");
  }
  return {w[0], w[1], w[2], w[3]};
}

ImageSize OperationCall::size(const std::string& name) const {
  const std::vector<std::string> sides = split(word(name), ',');
  const ImageSize size{side_from(sides.front()), side_from(sides.back())};
  if (sides.size() > 2 || size.height == 0 || size.width == 0) {
    refuse(name, concat("height,width from 1 to ", kLargestSide));
  }
  return size;
}

std::vector<ImageSize> OperationCall::grids(const std::string& name) const {
  std::vector<ImageSize> grids;
  for (const std::string& grid : split(word(name), ',')) {
    const std::vector<std::string> sides = split(grid, ':');
    grids.push_back({side_from(sides.front()), side_from(sides.back())});
    if (sides.size() != 2 || grids.back().height == 0 || grids.back().width == 0) {
      refuse(name, "height:width with commas between them");
    }
  }
  return grids;
}

}  // namespace mrcnn
