#include "common/geometry/decode_boxes.hpp"

#include "common/error.hpp"
#include "common/geometry/box.hpp"

namespace mrcnn {

void check_decode(std::size_t references, const std::array<std::size_t, 2>& deltas) {
  check_shape(deltas[0] == references && deltas[1] == 4, "decode: boxes has ", references,
              " rows, deltas is (", deltas[0], ", ", deltas[1], "), expected (", references,
              ", 4)");
}

HostTensor<Box, 1> decode_boxes(const HostTensor<Box, 1>& references,
                                const HostTensor<float, 2>& deltas, const DecodeParams& params) {
  check_decode(references.size(), deltas.shape());
  const float max_log_scale = log_scale_limit(params.max_log_scale);
  HostTensor<Box, 1> boxes = references;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const BoxDelta delta{deltas(i, 0), deltas(i, 1), deltas(i, 2), deltas(i, 3)};
    const Box decoded = decode(references(i), delta, params.weights, max_log_scale);
    boxes(i) = params.area ? clip_box(decoded, *params.area) : decoded;
  }
  return boxes;
}

}  // namespace mrcnn
