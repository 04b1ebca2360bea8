#include <thrust/tabulate.h>

#include "common/geometry/box.hpp"
#include "common/geometry/decode_boxes.hpp"
#include "common/geometry/geometry_checks.hpp"
#include "common/tensor/for_each.cuh"

namespace mrcnn {

DeviceTensor<Box, 1> decode_boxes(const DeviceTensor<Box, 1>& references,
                                  const DeviceTensor<float, 2>& deltas,
                                  const DecodeParams& params) {
  check_decode(references.valid_rows(), deltas.shape());
  DeviceTensor<Box, 1> result({references.shape(0)});
  const auto boxes = view(result);
  const auto reference = view(references);
  const auto delta = view(deltas);
  const float max_log_scale = log_scale_limit(params.max_log_scale);
  // boxes[i] <- decode(reference[i], delta[i]), clipped
  thrust::tabulate(on_device(), boxes.begin(), boxes.end(), [=] MRCNN_HD(Index i) {
    return clip_box(decode(reference(i), delta_at(delta, i), params.weights, max_log_scale),
                    params.clip);
  });
  return result;
}

}  // namespace mrcnn
