#pragma once
#include <cstdint>
#include <vector>

#include "common/tensor/host_tensor.hpp"
#include "common/types/box.hpp"
#include "common/types/image.hpp"

#include "data/scenes/shapes.hpp"

namespace mrcnn {

/// An object of a scene, as far as it can be seen.
struct SceneObject {
  ShapeClass shape = ShapeClass::circle;
  HostTensor<std::uint8_t, 2> mask;  // (H, W) 0/1: pixels at least half covered, nothing in front
  Box box{};                         // the mask's tight box: whole numbers, x2 = last column + 1
  int area = 0;                      // pixels of the mask
};

struct Scene {
  HostTensor<std::uint8_t, 3> pixels;  // (H, W, 3) RGB
  std::vector<SceneObject> objects;    // back to front; their masks share no pixel
};

/// Below these an object counts as hidden. It is then redrawn elsewhere or left out, whichever
/// object would hide it; the part beyond the image's border counts as hidden too.
constexpr int kMinVisiblePixels = 40;
constexpr int kMinVisiblePercent = 25;

/// Sides a scene may have.
constexpr int kMinSceneSide = 64;
constexpr int kMaxSceneSide = 4096;

/// Draws a scene of 1 to 8 objects, radii from 10 px to 0.28 of the shorter side. The same seed and
/// size give the same pixels and masks on every machine. Throws ShapeError if a side is not within
/// kMinSceneSide..kMaxSceneSide.
Scene make_scene(std::uint64_t seed, ImageSize size);

}  // namespace mrcnn
