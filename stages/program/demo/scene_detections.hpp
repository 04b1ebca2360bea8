#pragma once
#include <vector>

#include "common/coco/rle.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/types/detections.hpp"

namespace mrcnn {

/// One of the bundled scenes: what the bundled model found in it, and what is there. Boxes are in
/// pixels of the scene, which is not resized.
struct SceneDetections {
  Detections<Host> detections;
  std::vector<Rle> masks;  // (D)
  GroundTruth<Host> truth;
  std::vector<Rle> true_masks;  // (G)

  [[nodiscard]] double mask_iou(std::size_t detection, std::int32_t truth) const;
};

/// All six, from data/evaluation/scenes_results.json and the ground truth of the scenes. Throws
/// InputError "FILE: reason".
std::vector<SceneDetections> scene_detections();

}  // namespace mrcnn
