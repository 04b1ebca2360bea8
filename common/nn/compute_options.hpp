#pragma once
#include <array>

namespace mrcnn {

/// How convolutions are computed. The result differs by rounding only.
enum class ConvMethod {
  reference,  // seven loops, the definition
  im2col,     // patches as rows of a matrix, one matrix product
};

constexpr auto names_of(ConvMethod) {
  return std::array{"reference", "im2col"};
}

/// How matrix products are computed on a GPU.
enum class Math {
  fp32,
  tf32,  // factors rounded to 11 bits, on tensor cores; several times faster
};

constexpr auto names_of(Math) {
  return std::array{"fp32", "tf32"};
}

/// Choices about speed that are no part of a stage's meaning.
struct ComputeOptions {
  ConvMethod conv = ConvMethod::im2col;
  Math math = Math::fp32;
};

}  // namespace mrcnn
