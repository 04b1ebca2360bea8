#include "stages/program/demo/ranked_list.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_set>

#include "common/coco/precision_recall.hpp"

namespace mrcnn {

void RankedList::add(float score, std::int64_t object) {
  entries_.push_back({score, object});
}

RankedList::Counts RankedList::from(float min_score) const {
  Counts counts;
  std::unordered_set<std::int64_t> found;
  for (const Entry& entry : entries_) {
    if (entry.score >= min_score) {
      ++counts.detections;
      if (entry.object >= 0) {
        ++counts.right;
        found.insert(entry.object);
      }
    }
  }
  counts.objects = found.size();
  return counts;
}

double RankedList::average_precision(std::int64_t objects) const {
  std::vector<Entry> ranked = entries_;
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const Entry& a, const Entry& b) { return a.score > b.score; });
  std::vector<unsigned char> is_right;
  std::unordered_set<std::int64_t> found;
  for (const Entry& entry : ranked) {
    if (entry.object < 0 || found.insert(entry.object).second) {
      is_right.push_back(entry.object < 0 ? 0 : 1);
    }
  }
  const PrecisionRecall curve = precision_recall(is_right, static_cast<std::size_t>(objects));
  return std::accumulate(curve.precision.begin(), curve.precision.end(), 0.0) /
         static_cast<double>(kRecallPoints);
}

}  // namespace mrcnn
