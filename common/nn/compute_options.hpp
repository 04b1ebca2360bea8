#pragma once

namespace mrcnn {

/// How convolutions are computed. The result differs by rounding only.
enum class ConvMethod {
  reference,  // seven loops, the definition
  im2col,     // patches as rows of a matrix, one matrix product
};

/// Choices about speed that are no part of a stage's meaning.
struct ComputeOptions {
  ConvMethod conv = ConvMethod::im2col;
};

}  // namespace mrcnn
