#pragma once
#include "common/tensor/host_tensor.hpp"

#include "stages/5_iou_filter/iou_filter.hpp"

namespace mrcnn {

/// The smallest example of the stage: one true object and four boxes proposed for it.
struct FourBoxes {
  // [four_boxes]
  GroundTruth<Host> truth{{Box{40, 40, 140, 140}}, {1}};
  Detections<Host> proposed{{
                                Box{50, 40, 150, 140},   // a little to the right: 9 / 11
                                Box{40, 60, 140, 180},   // too low and too tall: 4 / 7
                                Box{90, 40, 190, 140},   // half beside it: 1 / 3
                                Box{120, 120, 200, 200}  // only a corner: 1 / 40
                            },
                            {0.9F, 0.8F, 0.7F, 0.6F},
                            {1, 1, 1, 1}};
  // [/four_boxes]
};

}  // namespace mrcnn
