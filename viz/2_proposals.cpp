#include "viz/2_proposals.hpp"

#include <algorithm>

#include "common/error.hpp"
#include "common/geometry/exact_math.hpp"
#include "common/geometry/nms.hpp"
#include "common/geometry/sort_key.hpp"
#include "common/io/number_text.hpp"

#include "viz/box_drawing.hpp"
#include "viz/heat_map.hpp"
#include "viz/sheet.hpp"

namespace mrcnn {

namespace {

constexpr std::size_t kAnchorsDrawn = 12;
constexpr std::size_t kBoxesDrawn = 20;
constexpr int kPanelSide = 400;

/// Rows in the program's order: best first.
std::vector<std::uint32_t> best_rows(const HostTensor<float, 1>& scores, std::size_t count) {
  std::vector<std::uint64_t> keys;
  for (std::size_t row = 0; row < scores.size(); ++row) {
    keys.push_back(sort_key(scores(row), row));
  }
  std::sort(keys.begin(), keys.end());
  std::vector<std::uint32_t> rows;
  for (std::size_t i = 0; i < std::min(count, keys.size()); ++i) {
    rows.push_back(static_cast<std::uint32_t>(sort_key_index(keys[i])));
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

/// What happens to the candidates in these rows: "8 kept, 12 filtered by NMS". A reason that none
/// of them has is left out.
std::string fates(const HostTensor<std::int32_t, 1>& suppressed_by,
                  const std::vector<std::uint32_t>& rows) {
  const auto count = [&](auto condition) {
    return std::count_if(rows.begin(), rows.end(),
                         [&](std::uint32_t row) { return condition(suppressed_by(row)); });
  };
  const auto part = [&](std::int32_t reason, const char* name) {
    const auto rejected = count([reason](std::int32_t by) { return by == reason; });
    return rejected == 0 ? std::string() : concat(", ", rejected, name);
  };
  return concat(count([](std::int32_t by) { return by == kKept; }), " kept, ",
                count([](std::int32_t by) { return by >= 0; }), " filtered by NMS") +
         part(kTooSmall, " too small") + part(kBelowScore, " without a score") +
         part(kCutByLimit, " over the limit");
}

std::string score_range(const HostTensor<float, 1>& scores) {
  if (scores.size() == 0) {
    return "none";
  }
  const auto [low, high] = std::minmax_element(scores.begin(), scores.end());
  return probability_text(*low, 2) + " .. " + probability_text(*high, 2);
}

}  // namespace

std::vector<LegendEntry> legend_of_levels(int first, int last) {
  std::vector<LegendEntry> legend;
  for (int level = first; level <= last; ++level) {
    legend.push_back({color_of_level(level), "P" + std::to_string(level)});
  }
  return legend;
}

HostTensor<std::uint8_t, 3> draw_objectness(const InputImage<Host>& resized,
                                            const RpnOutput<Host>& rpn,
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
    anchors.push_back(
        {.box = rpn.anchors(row), .color = color_of_level(rpn.anchor_levels(row)), .dashed = true});
  }
  std::vector<Panel> panels = {{concat("the ", anchors.size(), " best anchors"),
                                "before their deltas move them",
                                draw_boxes(resized, anchors, kPanelSide)}};
  std::size_t first = 0;
  for (std::size_t i = 0; i < pyramid.levels.size(); ++i) {
    const auto& shape = pyramid.levels[i].shape();
    const HostTensor<float, 2> best = best_of_cells(rpn, first, shape[0], shape[1], ratios);
    const int level = static_cast<int>(i) + kLowestLevel;
    panels.push_back(
        {concat("P", level),
         concat(shape[0], " x ", shape[1], " x ", ratios, " anchors,  best ",
                probability_text(range_of(best).high, 2)),
         heat_over_image(resized, best, static_cast<int>(1U << static_cast<unsigned>(level)),
                         kPanelSide)});
    first += shape[0] * shape[1] * ratios;
  }
  return draw_sheet({.title = "Stage 2: objectness",
                     .subtitle = concat("probability of the best anchor of each cell: 0 grey .. 1 "
                                        "yellow; ",
                                        rpn.anchors.size(), " anchors in all"),
                     .legend = legend_of_levels(kLowestLevel, kHighestLevel),
                     .panels = panels,
                     .columns = 3});
}

HostTensor<std::uint8_t, 3> draw_proposals(const InputImage<Host>& resized,
                                           const Proposals<Host>& proposals,
                                           const ProposalsTrace<Host>& trace) {
  const std::vector<std::uint32_t> best = best_rows(trace.candidate_scores, kBoxesDrawn);
  std::vector<DrawnBox> before;
  std::vector<DrawnBox> after;
  std::vector<DrawnBox> kept;
  for (const std::uint32_t row : best) {
    const DrawnBox box{.box = trace.candidates(row),
                       .color = color_of_level(trace.candidate_levels(row))};
    before.push_back(box);
    if (trace.suppressed_by(row) == kKept) {
      kept.push_back(box);
    } else {
      after.push_back({.box = box.box, .color = kRejectedColor, .dashed = true});
    }
  }
  after.insert(after.end(), kept.begin(), kept.end());  // on top of the rejected ones
  std::vector<LegendEntry> legend = legend_of_levels(kLowestLevel, kHighestLevel);
  legend.push_back({kRejectedColor, "rejected (dashed)"});
  return draw_sheet(
      {.title = "Stage 2: proposals, before and after non-maximum suppression",
       .subtitle =
           concat("the same ", best.size(), " candidates; all ", trace.candidates.size(), " give ",
                  proposals.boxes.size(), " proposals, scores ", score_range(proposals.scores)),
       .legend = legend,
       .panels = {{"before",
                   concat("the ", best.size(), " best of ", trace.candidates.size(),
                          " candidates; colour: the pyramid level of the anchor"),
                   draw_boxes(resized, before)},
                  {"after", fates(trace.suppressed_by, best), draw_boxes(resized, after)}},
       .columns = 2});
}

}  // namespace mrcnn
