#pragma once
#include <mrcnn/conv_method.hpp>

namespace mrcnn {

/// How matrix products are computed on a GPU.
enum class Math {
  fp32,
  tf32,  // factors rounded to 11 bits, on tensor cores; several times faster
};

/// Choices about speed that are no part of a stage's meaning.
struct ComputeOptions {
  ConvMethod conv = ConvMethod::im2col;
  Math math = Math::fp32;
};

}  // namespace mrcnn
