#pragma once

namespace mrcnn {

/// How convolutions are computed. The results differ by rounding only.
enum class ConvMethod {
  reference,  // seven loops, the definition; slow
  im2col,     // patches as rows of a matrix, one matrix product
};

}  // namespace mrcnn
