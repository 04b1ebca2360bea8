#pragma once
#include <array>

#include <mrcnn/conv_method.hpp>
#include <mrcnn/place.hpp>

namespace mrcnn {

constexpr auto names_of(ConvMethod) {
  return std::array{"reference", "im2col", "fast"};
}

constexpr auto names_of(Place) {
  return std::array{"host", "device"};
}

/// The method that runs at `place`: only the host has the fast one.
constexpr ConvMethod method_at(Place place, ConvMethod method) {
  const bool is_missing = place == Place::device && method == ConvMethod::fast;
  return is_missing ? ConvMethod::im2col : method;
}

/// How matrix products are computed on a GPU.
enum class Math {
  fp32,
  tf32,  // factors rounded to 11 bits, on tensor cores; several times faster
};

constexpr auto names_of(Math) {
  return std::array{"fp32", "tf32"};
}

/// Choices about speed; none changes what a stage computes.
struct ComputeOptions {
  ConvMethod conv = ConvMethod::im2col;
  Math math = Math::fp32;
};

}  // namespace mrcnn
