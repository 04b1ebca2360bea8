#include <algorithm>
#include <functional>

#include <gtest/gtest.h>

#include "stages/program/demo/scene_detections.hpp"

namespace mrcnn {
namespace {

// The counts of data/scenes/bundled/README.md.
TEST(SceneDetections, AreThoseOfTheSixScenesWithTheirObjects) {
  const std::vector<SceneDetections> scenes = scene_detections();
  std::vector<std::size_t> objects;
  for (const SceneDetections& scene : scenes) {
    objects.push_back(scene.truth.boxes.size());
    EXPECT_EQ(scene.true_masks.size(), scene.truth.boxes.size());
    EXPECT_EQ(scene.masks.size(), scene.detections.boxes.size());
    EXPECT_GE(scene.detections.boxes.size(), scene.truth.boxes.size());
    EXPECT_TRUE(std::is_sorted(scene.detections.scores.begin(), scene.detections.scores.end(),
                               std::greater<>()));
    for (const Rle& mask : scene.masks) {
      EXPECT_EQ(mask.size, (ImageSize{256, 256}));
    }
  }
  EXPECT_EQ(objects, (std::vector<std::size_t>{8, 6, 4, 1, 6, 7}));
}

}  // namespace
}  // namespace mrcnn
