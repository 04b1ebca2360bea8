#pragma once
#include <string>
#include <vector>

namespace mrcnn {

/// One step of a run, as far as a trace is concerned: which arrays it reads and which it makes.
/// Arrays have their full name, "2_proposals/boxes".
struct StepInfo {
  std::string name;                 // "roi_align"
  std::string folder;               // "3_roi_align"
  std::vector<std::string> reads;   // must exist before the step can run
  std::vector<std::string> writes;  // in the order of the step's own computation

  std::vector<std::string> reads_if_there =
      {};  // the step also runs without: 5_iou_filter/truth_boxes
  std::vector<std::string> reads_shape_of =
      {};  // only the shape matters: 0_image/input for the anchors
};

}  // namespace mrcnn
