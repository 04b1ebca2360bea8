#pragma once
#include <string>
#include <vector>

namespace mrcnn {

/// What one step reads and makes. Arrays have their full name, "2_proposals/boxes".
struct StepInfo {
  std::string name;                              // "roi_align"
  std::string folder;                            // "3_roi_align"
  bool has_weights = false;                      // it is a network and needs a model
  std::vector<std::string> reads = {};           // must exist before the step can run
  std::vector<std::string> reads_if_there = {};  // the step also runs without: ground truth
  std::vector<std::string> reads_shape_of =
      {};                                // only the shape matters: 0_image/input for anchors
  std::vector<std::string> writes = {};  // the rows of array_table() that this step makes
};

}  // namespace mrcnn
