#include "stages/program/cli/op/operation.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "common/error.hpp"
#include "common/trace/array_tensor.hpp"
#include "common/trace/channel_order.hpp"

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

/// The whole word as a number, whatever the locale; NaN if it is not a number.
double number_from(const std::string& word) {
  double value = 0.0;
  const char* end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data(), end, value);
  return error == std::errc() && stop == end ? value : std::nan("");
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

HostTensor<Box, 1> OperationCall::boxes(const std::string& name) const {
  return to_tensor<Box, 1>(input(name), "op input " + name);
}

HostTensor<float, 3> OperationCall::map(const std::string& name) const {
  return from_chw_array(input(name), "op input " + name);
}

template <class T, std::size_t Rank>
HostTensor<T, Rank> OperationCall::tensor(const std::string& name) const {
  return to_tensor<T, Rank>(input(name), "op input " + name);
}

template HostTensor<float, 1> OperationCall::tensor<float, 1>(const std::string&) const;
template HostTensor<float, 2> OperationCall::tensor<float, 2>(const std::string&) const;
template HostTensor<float, 3> OperationCall::tensor<float, 3>(const std::string&) const;
template HostTensor<std::int32_t, 1> OperationCall::tensor<std::int32_t, 1>(
    const std::string&) const;
template HostTensor<std::uint8_t, 3> OperationCall::tensor<std::uint8_t, 3>(
    const std::string&) const;

void OperationCall::refuse(const std::string& name, const std::string& expected) const {
  throw UsageError("op parameter " + name + "=" + word(name) + ": expected " + expected);
}

bool OperationCall::has_param(const std::string& name) const {
  return !word(name).empty();
}

const std::string& OperationCall::word(const std::string& name) const {
  return params_.at(name);
}

double OperationCall::real(const std::string& name) const {
  const double value = number_from(word(name));
  if (!std::isfinite(value)) {
    refuse(name, "a finite number");
  }
  return value;
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

bool OperationCall::flag(const std::string& name) const {
  return integer(name, 0, 1) == 1;
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
  const std::vector<std::string> parts = split(word(name), ',');
  const ImageSize size{side_from(parts.front()), side_from(parts.back())};
  if (parts.size() > 2 || size.height == 0 || size.width == 0) {
    refuse(name, concat("height,width from 1 to ", kLargestSide));
  }
  return size;
}

std::vector<ImageSize> OperationCall::grids(const std::string& name) const {
  std::vector<ImageSize> grids;
  for (const std::string& grid : split(word(name), ',')) {
    const std::vector<std::string> parts = split(grid, ':');
    const ImageSize size{side_from(parts.front()), side_from(parts.back())};
    if (parts.size() != 2 || size.height == 0 || size.width == 0) {
      refuse(name, "height:width with commas between them");
    }
    grids.push_back(size);
  }
  return grids;
}

}  // namespace mrcnn
