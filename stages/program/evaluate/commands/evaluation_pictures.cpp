#include "stages/program/evaluate/commands/evaluation_pictures.hpp"

#include <algorithm>

#include "common/error.hpp"
#include "common/io/number_text.hpp"

#include "viz/chart.hpp"
#include "viz/image_io.hpp"
#include "viz/sheet.hpp"

namespace mrcnn {
namespace {

constexpr std::size_t kMostClasses = 20;  // that fit into one chart
constexpr Color kRight{0, 158, 115};
constexpr Color kWrong{213, 94, 0};

/// Classes with objects, the most frequent ones if there are too many.
std::vector<const ClassAccuracy*> drawn_classes(const Evaluation& evaluation) {
  std::vector<const ClassAccuracy*> classes;
  for (const ClassAccuracy& accuracy : evaluation.classes) {
    if (accuracy.truth > 0) {
      classes.push_back(&accuracy);
    }
  }
  if (classes.size() > kMostClasses) {
    std::stable_sort(classes.begin(), classes.end(),
                     [](const auto* a, const auto* b) { return a->truth > b->truth; });
    classes.resize(kMostClasses);
  }
  return classes;
}

Panel precision_over_recall(const std::vector<const ClassAccuracy*>& classes) {
  std::vector<ChartLine> lines;
  for (const ClassAccuracy* accuracy : classes) {
    const Curves& curves = accuracy->by_area[0];
    if (!curves.empty()) {
      lines.push_back({accuracy->category.name,
                       {curves[0].precision.begin(), curves[0].precision.end()},
                       color_of(lines.size())});
    }
  }
  return {"precision over recall", "at IoU 0.5, objects of all sizes",
          draw_lines(lines, "recall", "precision")};
}

Panel ap_by_size(const Evaluation& evaluation, const std::vector<const ClassAccuracy*>& classes) {
  std::vector<ChartBar> bars;
  const auto add = [&](const std::string& name, double value, Color color) {
    bars.push_back({name, std::max(value, 0.0), value < 0 ? "-" : fixed_decimals(value, 3), color});
  };
  for (std::size_t a = 0; a < kAreaRanges.size(); ++a) {
    add(kAreaRanges[a].name, evaluation.stats[a == 0 ? 0 : a + 2], kRejectedColor);
  }
  for (std::size_t c = 0; c < classes.size(); ++c) {
    add(classes[c]->category.name, average_precision(classes[c]->by_area[0]), color_of(c));
  }
  return {"AP", "by size of the object, then by class", draw_bars(bars)};
}

std::vector<ChartBar> tenths(const std::array<std::size_t, kHistogramBins>& counts, Color color) {
  std::vector<ChartBar> bars;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto edge = [](std::size_t bin) {
      return fixed_decimals(static_cast<double>(bin) / kHistogramBins, 1);
    };
    bars.push_back(
        {edge(i) + " - " + edge(i + 1), static_cast<double>(counts[i]), concat(counts[i]), color});
  }
  return bars;
}

Panel kinds_of_error(const DetectionErrors& errors) {
  std::vector<ChartBar> bars;
  for (std::size_t k = 0; k < kErrorKinds; ++k) {
    bars.push_back({name_of(static_cast<ErrorKind>(k)), static_cast<double>(errors.counts[k]),
                    concat(errors.counts[k]), k == 0 ? kRight : kWrong});
  }
  return {"kinds of error", "detections with score >= " + fixed_decimals(errors.min_score, 1),
          draw_bars(bars)};
}

Panel worst_images(const DetectionErrors& errors, const EvaluationSet& set) {
  constexpr std::size_t kWorst = 10;
  std::vector<ChartBar> bars;
  for (std::size_t i = 0; i < std::min(kWorst, errors.images.size()); ++i) {
    const ImageErrors& image = errors.images[i];
    if (image.errors() == 0) {
      break;  // they are sorted: the others have none either
    }
    bars.push_back({concat("image ", set.image_ids[static_cast<std::size_t>(image.image)]),
                    static_cast<double>(image.errors()), concat(image.errors()), kWrong});
  }
  return {"the worst images", "wrong detections and missed objects", draw_bars(bars)};
}

}  // namespace

void draw_accuracy(const std::filesystem::path& folder, const Evaluation& evaluation) {
  const auto classes = drawn_classes(evaluation);
  const bool boxes = evaluation.kind == OverlapKind::bbox;
  write_png(folder / concat("accuracy_", name_of(evaluation.kind), ".png"),
            draw_sheet({.title = boxes ? "Accuracy of boxes" : "Accuracy of masks",
                        .subtitle = "COCO's rules; " + counted(classes.size(), "class", "classes"),
                        .legend = {},
                        .panels = {precision_over_recall(classes), ap_by_size(evaluation, classes)},
                        .columns = 2}));
}

void draw_errors(const std::filesystem::path& folder, const DetectionErrors& errors,
                 const EvaluationSet& set) {
  std::vector<Panel> panels = {kinds_of_error(errors), worst_images(errors, set)};
  if (set.categories.size() <= kMostClasses) {
    std::vector<std::string> names;
    for (const CocoCategory& category : set.categories) {
      names.push_back(category.name);
    }
    names.emplace_back("none");
    panels.push_back({"confusion", "rows: true class, columns: detected class",
                      draw_count_matrix(errors.confusion, names, names)});
  }
  panels.push_back(
      {"scores", "of right detections", draw_bars(tenths(errors.scores_right, kRight))});
  panels.push_back(
      {"scores", "of wrong detections", draw_bars(tenths(errors.scores_wrong, kWrong))});
  panels.push_back({"IoU", "of right detections", draw_bars(tenths(errors.ious, kRight))});
  write_png(folder / "errors.png",
            draw_sheet({.title = "Errors",
                        .subtitle = "boxes, IoU >= 0.5 with an object of the class is right",
                        .legend = {},
                        .panels = panels,
                        .columns = 3}));
}

}  // namespace mrcnn
