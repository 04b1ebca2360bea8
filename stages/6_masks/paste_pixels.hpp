#pragma once
#include <algorithm>
#include <array>

#include "common/types/image.hpp"

#include "stages/6_masks/paste_rules.hpp"

namespace mrcnn {

/// Calls set(y, x, probability) for every pixel of the canvas that a mask reaches, in strips of a
/// few columns: the cells that a column reads are computed once for all rows.
template <class Set>
void for_each_pixel(const View<const float, 2>& mask, const Box& box, PasteRule rule,
                    ImageSize canvas, Set&& set) {
  const PastePlace place = paste_place(rule, mask, box);
  const RuledAxis& rows = place.rows;
  const RuledAxis& columns = place.columns;
  const Index end_y = std::min<Index>(rows.first + rows.count, canvas.height);
  const Index end_x = std::min<Index>(columns.first + columns.count, canvas.width);
  constexpr Index kStrip = 64;
  std::array<PasteTap, kStrip> taps;
  for (Index begin = std::max<Index>(columns.first, 0); begin < end_x; begin += kStrip) {
    const Index count = std::min(kStrip, end_x - begin);
    for (Index i = 0; i < count; ++i) {
      taps[i] = paste_tap(rule, columns, begin + i, mask.extent(1));
    }
    for (Index y = std::max<Index>(rows.first, 0); y < end_y; ++y) {
      const PasteTap row = paste_tap(rule, rows, y, mask.extent(0));
      for (Index i = 0; i < count; ++i) {
        set(y, begin + i, pasted_value(place, mask, row, taps[i]));
      }
    }
  }
}

}  // namespace mrcnn
