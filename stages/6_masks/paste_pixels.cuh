#pragma once
#include <thrust/tabulate.h>

#include "common/tensor/device_tensor.hpp"
#include "common/tensor/for_each.cuh"

#include "stages/6_masks/paste_rules.hpp"

namespace mrcnn {

/// pixel[d][y][x] <- finish(the probability of mask d there), 0 outside the box. One thread per
/// mask and pixel of the canvas: most find their pixel outside the box and write a 0, which must be
/// written anyway. On a CPU a thread takes a row of the canvas.
template <class T, class Finish>
void paste_pixels(const View<const float, 3>& masks, const View<const Box, 1>& boxes,
                  PasteRule rule, const Finish& finish, const View<T, 3>& pixel) {
  auto places = make_device_tensor<PastePlace>({boxes.size()});
  const auto place = view(places);
  // [pixels]
  // place[d] <- where mask d lies on the canvas
  thrust::tabulate(on_device(), place.begin(), place.end(),
                   [=] MRCNN_HD(Index d) { return paste_place(rule, masks[d], boxes(d)); });
  const Index height = pixel.extent(1);
  for_each_channels(
      pixel.extent(0) * height, pixel.extent(2), [=] MRCNN_HD(Index row, Index first, Index last) {
        const Index d = row / height;
        const Index y = row % height;
        const PastePlace& p = place(d);
        const View<const float, 2> mask = masks[d];
        const bool row_inside = reaches(p.rows, y);
        const PasteTap tap = row_inside ? paste_tap(rule, p.rows, y, mask.extent(0)) : PasteTap{};
        for (Index x = first; x < last; ++x) {
          const bool inside = row_inside && reaches(p.columns, x);
          pixel(d, y, x) = inside ? finish(pasted_value(p, mask, tap, x)) : T{};
        }
      });
  // [/pixels]
}

}  // namespace mrcnn
