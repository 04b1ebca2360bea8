#pragma once
#include "common/tensor/view.hpp"

namespace mrcnn {

/// body(r, by, bx, first, last, out) for every bin of all regions (R, height, width, C), all of its
/// channels at once: out points at them. The device has the same in regions_device.cuh.
template <class Body>
void for_each_bin(View<float, 4> regions, const Body& body) {
#pragma omp parallel for schedule(dynamic)
  for (Index r = 0; r < regions.extent(0); ++r) {
    for (Index by = 0; by < regions.extent(1); ++by) {
      for (Index bx = 0; bx < regions.extent(2); ++bx) {
        body(r, by, bx, Index{0}, regions.extent(3), &regions(r, by, bx, 0));
      }
    }
  }
}

}  // namespace mrcnn
