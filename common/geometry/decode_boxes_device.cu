#include "common/geometry/box.hpp"
#include "common/geometry/decode_boxes.hpp"
#include "common/tensor/for_each.cuh"

namespace mrcnn {

DeviceTensor<Box, 1> decode_boxes(const DeviceTensor<Box, 1>& references,
                                  const DeviceTensor<float, 2>& deltas,
                                  const DecodeParams& params) {
  const std::size_t rows = references.settled_rows();
  check_decode(rows, deltas.shape());
  DeviceTensor<Box, 1> boxes({rows});
  const Box* reference = references.data();
  const float* delta = deltas.data();
  Box* box = boxes.data();
  const CoderWeights weights = params.weights;
  const float max_log_scale = log_scale_limit(params.max_log_scale);
  const bool cut = params.area.has_value();
  const Box area = params.area.value_or(Box{});
  // box[i] <- decode(reference[i], delta[i]), cut to the area
  for_each_index(rows, [=] MRCNN_HD(std::ptrdiff_t i) {
    const float* d = delta + 4 * i;
    const Box decoded = decode(reference[i], {d[0], d[1], d[2], d[3]}, weights, max_log_scale);
    box[i] = cut ? clip_box(decoded, area) : decoded;
  });
  return boxes;
}

}  // namespace mrcnn
