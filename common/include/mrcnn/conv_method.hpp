#pragma once

namespace mrcnn {

/// How convolutions are computed. The results differ by rounding only.
enum class ConvMethod {
  reference,  // seven loops, the definition; slow
  im2col,     // patches as rows of a matrix, one matrix product
  fast,       // on the host, kernels made for its processor; on the device the same as im2col
};

}  // namespace mrcnn
