#include "stages/program/evaluate/commands/anchor_picture.hpp"

#include "common/error.hpp"
#include "common/io/number_text.hpp"
#include "common/types/feature_pyramid.hpp"

#include "viz/chart.hpp"
#include "viz/image_io.hpp"
#include "viz/sheet.hpp"

namespace mrcnn {
namespace {

constexpr Color kBars{0, 114, 178};
// as in the page's panel of proposals
constexpr std::array<Color, kBoxSources> kSourceColors = {
    {{230, 159, 0}, {0, 114, 178}, {0, 158, 115}}};

ChartBar bar(const std::string& name, std::size_t count) {
  return {name, static_cast<double>(count), concat(count), kBars};
}

Panel best_ious(const AnchorFits& fits) {
  std::vector<ChartBar> bars;
  const auto counts = fits.count_by_iou();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto edge = static_cast<double>(i) / 10;
    bars.push_back(bar(fixed_decimals(edge, 1) + " - " + fixed_decimals(edge + 0.1, 1), counts[i]));
  }
  return {"best IoU", "of an object with any anchor", draw_bars(bars)};
}

Panel levels(const AnchorFits& fits, const Config& config) {
  std::vector<ChartBar> bars;
  int level = kLowestLevel;
  for (const float size : config.proposals.anchor_sizes) {
    bars.push_back(
        bar(concat("P", level, ", size ", fixed_decimals(size, 0)), fits.count_on_level(level)));
    ++level;
  }
  return {"level", "of the best anchor", draw_bars(bars)};
}

Panel recall_of_proposals(const ProposalCoverage& coverage) {
  std::vector<std::string> counts;
  for (const std::size_t count : kProposalCounts) {
    counts.push_back(std::to_string(count));
  }
  std::vector<ChartLine> lines;
  for (std::size_t s = 0; s < kBoxSources; ++s) {
    const auto source = static_cast<BoxSource>(s);
    ChartLine line{name_of(source), {}, kSourceColors[s]};
    for (std::size_t n = 0; n < counts.size(); ++n) {
      line.y.push_back(coverage.recall(source, n));
    }
    lines.push_back(std::move(line));
  }
  return {"recall of the proposals", "objects that one of the best N boxes covers, IoU >= 0.5",
          draw_lines(lines, "best N", "recall", counts)};
}

}  // namespace

void draw_anchors(const std::filesystem::path& folder, const AnchorFits& fits, const Config& config,
                  const ProposalCoverage& coverage) {
  std::vector<Panel> panels = {best_ious(fits), levels(fits, config)};
  if (coverage.objects > 0) {
    panels.push_back(recall_of_proposals(coverage));
  }
  write_png(folder / "anchors.png", draw_sheet({.title = "Anchors and proposals",
                                                .subtitle = counted(fits.objects.size(), "object"),
                                                .legend = {},
                                                .panels = panels,
                                                .columns = 3}));
}

}  // namespace mrcnn
