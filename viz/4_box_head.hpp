#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "common/types/image.hpp"

#include "stages/4_box_head/box_head.hpp"

namespace mrcnn {

/// The best detections with their names over the image; dashed, the proposals they come from.
HostTensor<std::uint8_t, 3> draw_detections(const InputImage<Host>& resized,
                                            const Detections<Host>& detections,
                                            const DetectionsTrace<Host>& trace,
                                            const HostTensor<Box, 1>& proposals,
                                            const std::vector<std::string>& classes);

/// The likeliest classes of the best detections as bars, background included.
HostTensor<std::uint8_t, 3> draw_class_scores(const Detections<Host>& detections,
                                              const DetectionsTrace<Host>& trace,
                                              const std::vector<std::string>& classes);

}  // namespace mrcnn
