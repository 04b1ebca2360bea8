#include <algorithm>

#include "common/error.hpp"
#include "common/io/number_text.hpp"
#include "common/types/feature_pyramid.hpp"

#include "stages/program/evaluate/anchor_fit.hpp"

namespace mrcnn {
namespace {

constexpr std::size_t kBarWidth = 40;

std::string bar(std::size_t count, std::size_t most) {
  return std::string(most == 0 ? 0 : kBarWidth * count / most, '#') + concat(" ", count) + "\n";
}

/// A line per tenth of IoU.
std::string iou_histogram(const AnchorFits& fits) {
  const auto counts = fits.count_by_iou();
  const std::size_t most = *std::max_element(counts.begin(), counts.end());
  std::string text = "best IoU of an object with any anchor\n";
  for (std::size_t i = 0; i < counts.size(); ++i) {
    text += "  " + fixed_decimals(static_cast<double>(i) / 10, 1) + "  " + bar(counts[i], most);
  }
  return text;
}

/// A line per level.
std::string level_histogram(const AnchorFits& fits, const Config& config) {
  std::vector<std::size_t> counts;
  for (std::size_t i = 0; i < config.proposals.anchor_sizes.size(); ++i) {
    counts.push_back(fits.count_on_level(kLowestLevel + static_cast<int>(i)));
  }
  const std::size_t most = *std::max_element(counts.begin(), counts.end());
  std::string text = "level of the best anchor\n";
  for (std::size_t i = 0; i < counts.size(); ++i) {
    text +=
        concat("  P", kLowestLevel + static_cast<int>(i), ", size ",
               right_aligned(config.proposals.anchor_sizes[i], 0, 4), "  ", bar(counts[i], most));
  }
  return text;
}

}  // namespace

nlohmann::ordered_json anchor_fits_json(const AnchorFits& fits) {
  nlohmann::ordered_json objects = nlohmann::ordered_json::array();
  for (const AnchorFit& fit : fits.objects) {
    objects.push_back({{"annotation", fit.annotation},
                       {"class", fit.class_name},
                       {"best_iou", fit.best_iou},
                       {"level", fit.level},
                       {"size", fit.size},
                       {"ratio", fit.ratio}});
  }
  return {{"objects", objects},
          {"recall", {{"0.5", fits.recall(0.5F)}, {"0.7", fits.recall(0.7F)}}},
          {"suggested_sizes", fits.suggested_sizes()}};
}

std::string anchor_fits_text(const AnchorFits& fits, const Config& config) {
  if (fits.objects.empty()) {
    return "no objects\n";
  }
  std::string sizes;
  for (const float size : fits.suggested_sizes()) {
    sizes += (sizes.empty() ? "" : ",") + fixed_decimals(size, 0);
  }
  return iou_histogram(fits) + level_histogram(fits, config) +
         concat(counted(fits.objects.size(), "object"), ", of which ",
                fixed_decimals(100.0 * fits.recall(0.5F), 1),
                " % overlap an anchor with IoU >= 0.5, ",
                fixed_decimals(100.0 * fits.recall(0.7F), 1),
                " % with 0.7\nsizes in the middle of each fifth of the objects: --set "
                "proposals.anchor_sizes=",
                sizes, "\n");
}

}  // namespace mrcnn
