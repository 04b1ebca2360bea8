#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "common/tensor/host_tensor.hpp"
#include "common/types/image.hpp"

#include "stages/5_iou_filter/iou_filter.hpp"

namespace mrcnn {

/// The ground truth (white) with the valid detections (solid) and the rejected ones (grey, dashed),
/// each with its IoU; beside it the matrix of IoUs.
HostTensor<std::uint8_t, 3> draw_iou_filter(const InputImage<Host>& resized,
                                            const Detections<Host>& detections,
                                            const GroundTruth<Host>& truth,
                                            const IouFilterTrace<Host>& trace,
                                            const std::vector<std::string>& classes);

}  // namespace mrcnn
