#pragma once
#include <algorithm>

#include "common/types/image.hpp"

#include "stages/6_masks/paste_rules.hpp"

namespace mrcnn {

/// Calls set(y, x, probability) for every pixel of the canvas that a mask reaches.
template <class Set>
void for_each_pixel(const View<const float, 2>& mask, const Box& box, PasteRule rule,
                    ImageSize canvas, Set&& set) {
  const PastePlace place = paste_place(rule, mask, box);
  const PasteAxis& rows = place.rows;
  const PasteAxis& columns = place.columns;
  const Index end_y = std::min<Index>(rows.first + rows.count, canvas.height);
  const Index end_x = std::min<Index>(columns.first + columns.count, canvas.width);
  for (Index y = std::max<Index>(rows.first, 0); y < end_y; ++y) {
    const PasteTap row = paste_tap(rule, place.rows, y, mask.extent(0));
    for (Index x = std::max<Index>(columns.first, 0); x < end_x; ++x) {
      set(y, x, pasted_value(place, mask, row, x));
    }
  }
}

}  // namespace mrcnn
