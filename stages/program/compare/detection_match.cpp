#include "stages/program/compare/detection_match.hpp"

#include <algorithm>
#include <cmath>

#include "common/error.hpp"
#include "common/geometry/box.hpp"

namespace mrcnn {
namespace {

void check_lengths(const DetectionList& list) {
  const std::size_t boxes = list.boxes.size();
  check_shape(list.scores.size() == boxes, "match_detections: scores has ", list.scores.size(),
              " rows, expected ", boxes, " like boxes");
  check_shape(list.labels.size() == boxes, "match_detections: labels has ", list.labels.size(),
              " rows, expected ", boxes, " like boxes");
}

std::optional<std::size_t> best_partner(const DetectionList& a, std::size_t i,
                                        const DetectionList& b, const std::vector<bool>& taken) {
  std::optional<std::size_t> best;
  double best_iou = 0.0;
  for (std::size_t j = 0; j < b.boxes.size(); ++j) {
    if (taken[j] || a.labels[i] != b.labels[j] ||
        !(std::abs(double{a.scores[i]} - double{b.scores[j]}) <= kPartnerScore)) {
      continue;
    }
    const double overlap = iou(a.boxes[i], b.boxes[j]);
    if (overlap >= kPartnerIou && overlap > best_iou) {
      best = j;
      best_iou = overlap;
    }
  }
  return best;
}

}  // namespace

std::optional<DetectionList> read_detections(const ComparedTrace& trace, const std::string& folder,
                                             bool with_labels) {
  auto boxes = trace.list<Box>(folder + "/boxes");
  auto scores = trace.list<float>(folder + "/scores");
  auto labels = trace.list<std::int32_t>(folder + "/labels");
  if (!with_labels && scores) {
    labels.emplace(scores->size(), 0);
  }
  return boxes && scores && labels ? std::optional<DetectionList>({*boxes, *scores, *labels})
                                   : std::nullopt;
}

DetectionMatch match_detections(const DetectionList& a, const DetectionList& b) {
  check_lengths(a);
  check_lengths(b);
  DetectionMatch match;
  match.count_a = a.boxes.size();
  match.count_b = b.boxes.size();
  match.may_lack = std::max<std::size_t>(1, std::max(match.count_a, match.count_b) / kOneMayLack);

  std::vector<bool> taken(b.boxes.size(), false);
  for (std::size_t i = 0; i < a.boxes.size(); ++i) {
    const std::optional<std::size_t> partner = best_partner(a, i, b, taken);
    if (partner) {
      taken[*partner] = true;
    } else {
      match.only_a.push_back(i);
    }
  }
  for (std::size_t j = 0; j < b.boxes.size(); ++j) {
    if (!taken[j]) {
      match.only_b.push_back(j);
    }
  }
  return match;
}

}  // namespace mrcnn
