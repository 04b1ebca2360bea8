#include "common/geometry/decode_boxes.hpp"

#include "common/geometry/box.hpp"
#include "common/geometry/geometry_checks.hpp"

namespace mrcnn {

HostTensor<Box, 1> decode_boxes(const HostTensor<Box, 1>& references,
                                const HostTensor<float, 2>& deltas, const DecodeParams& params) {
  check_decode(references.size(), deltas.shape());
  HostTensor<Box, 1> boxes = references;
  // [lab]
  const float max_log_scale = log_scale_limit(params.max_log_scale);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const Box box = decode(references(i), delta_at(view(deltas), i), params.weights, max_log_scale);
    boxes(i) = clip_box(box, params.clip);
  }
  // [/lab]
  return boxes;
}

}  // namespace mrcnn
