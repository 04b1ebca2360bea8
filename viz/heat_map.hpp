#pragma once
#include <cstdint>

#include "common/tensor/host_tensor.hpp"
#include "common/types/image.hpp"

namespace mrcnn {

/// Smallest and largest finite value; both 0 if there is none.
struct ValueRange {
  float low = 0.0F;
  float high = 0.0F;
};

ValueRange range_of(const HostTensor<float, 2>& values);

/// Values as colours from dark blue (low) to yellow (high), safe for colour-blind eyes; every cell
/// becomes cell_pixels x cell_pixels. A cell that is not finite is white.
HostTensor<std::uint8_t, 3> heat_map(const HostTensor<float, 2>& values, ValueRange range,
                                     int cell_pixels);

/// Probabilities of a map's cells over the image in grey: 0 leaves it unchanged, 1 is yellow.
///
///   image   (h, w, 3) whose pixel (0, 0) is the corner of cell (0, 0)
///   values  (rows, columns), 0 to 1
///   stride  image pixels per cell
///   side    longer side of the result
HostTensor<std::uint8_t, 3> heat_over_image(const InputImage<Host>& image,
                                            const HostTensor<float, 2>& values, int stride,
                                            int side);

/// Mean over the channels of the absolute value of a map (H, W, C): (H, W).
HostTensor<float, 2> mean_activation(const HostTensor<float, 3>& map);

}  // namespace mrcnn
