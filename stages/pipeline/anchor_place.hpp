#pragma once
#include <cstddef>
#include <optional>
#include <string>

#include "common/trace/trace_folder.hpp"

namespace mrcnn {

/// Where an anchor sits: which level, which cell of its map, which of the cell's shapes.
struct AnchorPlace {
  int level = 2;
  std::size_t row = 0;
  std::size_t column = 0;
  double ratio = 1.0;  // height / width
};

/// "P3, cell (34,97), ratio 2.0"
std::string text_of(const AnchorPlace& place);

/// The place of row `anchor` of 2_proposals/anchors: levels, rows, columns, ratios in this order.
/// The maps' sizes come from 1_features/p2..p6, else from anchor_levels and the size of the
/// network's input; the ratios from the manifest, else 0.5, 1, 2.
///
/// Nothing if the arrays are missing or do not fit together.
std::optional<AnchorPlace> anchor_place(const TraceFolder& trace, std::size_t anchor);

}  // namespace mrcnn
