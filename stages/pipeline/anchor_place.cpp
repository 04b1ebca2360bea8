#include "stages/pipeline/anchor_place.hpp"

#include <algorithm>
#include <sstream>
#include <vector>

#include "common/trace/array.hpp"
#include "common/trace/npy.hpp"
#include "common/types/feature_pyramid.hpp"

namespace mrcnn {
namespace {

/// Where the anchors of a level begin, and how many cells its map has in a row.
struct LevelGrid {
  int level = 0;
  std::size_t first_anchor = 0;
  std::size_t anchors = 0;
  std::size_t columns = 0;
};

std::vector<double> aspect_ratios(const TraceFolder& trace) {
  std::vector<double> ratios;
  const auto manifest = trace.manifest();
  const nlohmann::json::json_pointer key("/proposals/aspect_ratios");
  if (manifest && manifest->config.contains(key) && manifest->config[key].is_array()) {
    for (const auto& ratio : manifest->config[key]) {
      ratios.push_back(ratio.is_number() ? ratio.get<double>() : 0.0);
    }
  }
  return ratios.empty() ? std::vector<double>{0.5, 1.0, 2.0} : ratios;
}

std::vector<LevelGrid> grids_of_maps(const TraceFolder& trace, std::size_t ratios) {
  std::vector<LevelGrid> grids;
  std::size_t first = 0;
  for (int level = kLowestLevel; level <= kHighestLevel; ++level) {
    const std::string array = "1_features/p" + std::to_string(level);
    if (!trace.has(array)) {
      return {};
    }
    const auto shape = read_npy_header(trace.path_of(array)).shape;
    if (shape.size() != 3) {
      return {};
    }
    grids.push_back({level, first, shape[1] * shape[2] * ratios, shape[2]});
    first += grids.back().anchors;
  }
  return grids;
}

/// A map of level l has one column for every 2^l pixels of the input, rounded up.
std::vector<LevelGrid> grids_of_anchors(const TraceFolder& trace) {
  if (!trace.has("2_proposals/anchor_levels") || !trace.has("0_image/input")) {
    return {};
  }
  const auto input = read_npy_header(trace.path_of("0_image/input")).shape;
  const Array anchor_levels = trace.read("2_proposals/anchor_levels");
  if (input.size() != 3 || anchor_levels.dtype != DType::i32) {
    return {};
  }
  const auto levels = values_of<std::int32_t>(anchor_levels);
  std::vector<LevelGrid> grids;
  for (int level = kLowestLevel; level <= kHighestLevel; ++level) {
    const auto first = std::find(levels.begin(), levels.end(), level);
    const auto last = std::find_if(first, levels.end(), [&](int other) { return other != level; });
    const std::size_t stride = std::size_t{1} << static_cast<unsigned>(level);
    grids.push_back({level, static_cast<std::size_t>(first - levels.begin()),
                     static_cast<std::size_t>(last - first), (input[2] + stride - 1) / stride});
  }
  return grids;
}

}  // namespace

std::string text_of(const AnchorPlace& place) {
  std::ostringstream ratio;
  ratio << place.ratio;
  const bool is_whole = ratio.str().find('.') == std::string::npos;
  return concat("P", place.level, ", cell (", place.row, ",", place.column, "), ratio ",
                ratio.str(), is_whole ? ".0" : "");
}

std::optional<AnchorPlace> anchor_place(const TraceFolder& trace, std::size_t anchor) {
  const std::vector<double> ratios = aspect_ratios(trace);
  std::vector<LevelGrid> grids = grids_of_maps(trace, ratios.size());
  if (grids.empty()) {
    grids = grids_of_anchors(trace);
  }
  for (const LevelGrid& grid : grids) {
    const std::size_t in_row = grid.columns * ratios.size();
    if (anchor < grid.first_anchor || anchor >= grid.first_anchor + grid.anchors || in_row == 0 ||
        grid.anchors % in_row != 0) {
      continue;
    }
    const std::size_t offset = anchor - grid.first_anchor;
    return AnchorPlace{grid.level, offset / in_row, offset % in_row / ratios.size(),
                       ratios[offset % ratios.size()]};
  }
  return std::nullopt;
}

}  // namespace mrcnn
