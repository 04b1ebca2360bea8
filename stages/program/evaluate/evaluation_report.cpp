#include "stages/program/evaluate/evaluation_report.hpp"

#include <algorithm>

#include "common/io/number_text.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kAt50 = 0, kAt75 = 5;
constexpr std::size_t kLongestName = 24;
constexpr int kColumn = 8;

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, text.size()), ' ');
}

std::string figure(double value) {
  return value < 0 ? std::string(kColumn - 1, ' ') + "-" : right_aligned(value, 3, kColumn);
}

template <class Figures>
std::string figures(const Figures& values) {
  std::string text;
  for (const double value : values) {
    text += figure(value);
  }
  return text + "\n";
}

std::string row(const std::string& name, std::size_t objects, const std::array<double, 7>& values) {
  return padded(name, kLongestName) + right_aligned(static_cast<double>(objects), 0, kColumn) +
         figures(values);
}

}  // namespace

ordered_json evaluation_json(const Evaluation& evaluation) {
  ordered_json classes = ordered_json::array();
  for (const ClassAccuracy& accuracy : evaluation.classes) {
    const Curves& curves = accuracy.by_area[0];
    classes.push_back({{"name", accuracy.category.name},
                       {"id", accuracy.category.id},
                       {"ap", average_precision(curves)},
                       {"ap50", average_precision(curves, kAt50)},
                       {"ar100", average_recall(curves)},
                       {"truth", accuracy.truth}});
  }
  return {{"stats", evaluation.stats}, {"classes", classes}};
}

nlohmann::ordered_json curves_json(const Evaluation& evaluation) {
  nlohmann::ordered_json classes = nlohmann::ordered_json::array();
  for (const ClassAccuracy& accuracy : evaluation.classes) {
    const Curves& curves = accuracy.by_area[0];
    nlohmann::ordered_json ap = nlohmann::ordered_json::array();
    for (const Curves& of_area : accuracy.by_area) {
      ap.push_back(average_precision(of_area));
    }
    classes.push_back({{"name", accuracy.category.name},
                       {"precision", nlohmann::ordered_json::array()},
                       {"ap", ap}});
    if (!curves.empty()) {
      classes.back()["precision"] = curves.front().precision;
    }
  }
  return {{"classes", classes}};
}

std::string evaluation_text(const Evaluation& evaluation) {
  const auto& s = evaluation.stats;
  std::size_t objects = 0;
  std::string rows;
  for (const ClassAccuracy& accuracy : evaluation.classes) {
    objects += accuracy.truth;
    const Curves& all = accuracy.by_area[0];
    rows +=
        row(one_line(accuracy.category.name, kLongestName - 4), accuracy.truth,
            {average_precision(all), average_precision(all, kAt50), average_precision(all, kAt75),
             average_precision(accuracy.by_area[1]), average_precision(accuracy.by_area[2]),
             average_precision(accuracy.by_area[3]), average_recall(all)});
  }
  const std::string title = evaluation.kind == OverlapKind::bbox ? "boxes" : "masks";
  return padded(title, kLongestName) +
         " objects      AP    AP50    AP75   small  medium   large   AR100\n" +
         row("all classes", objects, {s[0], s[1], s[2], s[3], s[4], s[5], s[8]}) + rows +
         padded("AR, 1, 10, 100 a class and image", 40) + figures(std::array{s[6], s[7], s[8]}) +
         padded("AR, small, medium, large objects", 40) + figures(std::array{s[9], s[10], s[11]});
}

}  // namespace mrcnn
