#include "viz/2_proposals.hpp"

#include <algorithm>

#include "common/error.hpp"
#include "common/geometry/exact_math.hpp"
#include "common/geometry/nms.hpp"
#include "common/geometry/sort_key.hpp"

#include "viz/box_drawing.hpp"
#include "viz/heat_map.hpp"
#include "viz/sheet.hpp"
#include "viz/words.hpp"

namespace mrcnn {

namespace {

constexpr std::size_t kAnchorsDrawn = 12;
constexpr std::size_t kBoxesDrawn = 30;
constexpr std::size_t kPanelSide = 300;

/// Rows in the program's order: best first.
std::vector<std::uint32_t> best_rows(const HostTensor<float, 1>& scores, std::size_t count) {
  std::vector<std::uint64_t> keys;
  for (std::size_t row = 0; row < scores.size(); ++row) {
    keys.push_back(sort_key(scores(row), static_cast<std::uint32_t>(row)));
  }
  std::sort(keys.begin(), keys.end());
  std::vector<std::uint32_t> rows;
  for (std::size_t i = 0; i < std::min(count, keys.size()); ++i) {
    rows.push_back(sort_key_index(keys[i]));
  }
  return rows;
}

/// Probability of the best anchor of every cell of one level; `first` is the level's first anchor.
HostTensor<float, 2> best_of_cells(const RpnOutput<Host>& rpn, std::size_t first, std::size_t rows,
                                   std::size_t columns, std::size_t ratios) {
  auto best = filled_tensor<float>({rows, columns}, 0.0F);
  for (std::size_t cell = 0; cell < rows * columns; ++cell) {
    for (std::size_t a = 0; a < ratios; ++a) {
      float& value = best(cell / columns, cell % columns);
      value = std::max(value, exact_sigmoid(rpn.objectness(first + cell * ratios + a)));
    }
  }
  return best;
}

}  // namespace

Color color_of_level(int level) {
  return color_of(static_cast<std::size_t>(level - kLowestLevel));
}

HostTensor<std::uint8_t, 3> draw_objectness(const Image<Host>& resized, const RpnOutput<Host>& rpn,
                                            const FeaturePyramid<Host>& pyramid) {
  std::size_t cells = 0;
  for (const HostTensor<float, 3>& map : pyramid.levels) {
    cells += map.shape(0) * map.shape(1);
  }
  check_shape(cells > 0 && rpn.objectness.size() % cells == 0,
              "draw_objectness: ", rpn.objectness.size(), " logits on ", cells, " cells");
  const std::size_t ratios = rpn.objectness.size() / cells;

  std::vector<DrawnBox> anchors;
  for (const std::uint32_t row : best_rows(rpn.objectness, kAnchorsDrawn)) {
    const std::int32_t level = rpn.anchor_levels(row);
    anchors.push_back({rpn.anchors(row), color_of_level(level), true,
                       text("P", level, " ", digits(exact_sigmoid(rpn.objectness(row)), 2))});
  }
  std::vector<Panel> panels = {{text("the ", anchors.size(), " best anchors"),
                                "before their deltas move them", draw_boxes(resized, anchors)}};
  std::size_t first = 0;
  for (std::size_t i = 0; i < pyramid.levels.size(); ++i) {
    const auto& shape = pyramid.levels[i].shape();
    const HostTensor<float, 2> best = best_of_cells(rpn, first, shape[0], shape[1], ratios);
    const std::size_t longest = std::max<std::size_t>(1, std::max(shape[0], shape[1]));
    panels.push_back(
        {text("P", i + 2),
         text(shape[0], " x ", shape[1], " cells, 0 .. 1, best ", digits(range_of(best).high, 2)),
         heat_map(best, {0.0F, 1.0F},
                  static_cast<int>(std::max<std::size_t>(1, kPanelSide / longest)))});
    first += shape[0] * shape[1] * ratios;
  }
  return draw_sheet("Stage 2: objectness",
                    text(rpn.anchors.size(), " anchors; probability of the best one of each cell"),
                    panels, 6);
}

HostTensor<std::uint8_t, 3> draw_proposals(const Image<Host>& resized,
                                           const Proposals<Host>& proposals,
                                           const ProposalsTrace<Host>& trace) {
  std::vector<DrawnBox> before;
  for (const std::uint32_t row : best_rows(trace.candidate_scores, kBoxesDrawn)) {
    before.push_back({trace.candidates(row), color_of_level(trace.candidate_levels(row)),
                      trace.suppressed_by(row) != kKept, ""});
  }
  std::vector<DrawnBox> after;
  for (std::size_t i = 0; i < std::min(kBoxesDrawn, proposals.boxes.size()); ++i) {
    if (trace.kept(i) < 0) {
      break;  // rows of zeros follow
    }
    after.push_back(
        {proposals.boxes(i), color_of_level(trace.candidate_levels(trace.kept(i))), false, ""});
  }
  return draw_sheet(
      "Stage 2: proposals",
      "colours are levels: P2 sky blue, P3 vermillion, P4 yellow, P5 green, P6 purple",
      {{text("the ", before.size(), " best of ", trace.candidates.size(), " candidates"),
        "dashed ones will be suppressed", draw_boxes(resized, before)},
       {text("the ", after.size(), " best of ", proposals.boxes.size(), " proposals"),
        "after non-maximum suppression", draw_boxes(resized, after)}},
      2);
}

}  // namespace mrcnn
