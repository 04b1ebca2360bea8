#include "stages/program/demo/scene_tables.hpp"

#include "common/io/number_text.hpp"

namespace mrcnn {
namespace {

std::string columns_of(const RankedList::Counts& counts, std::int64_t objects) {
  const auto detections = static_cast<double>(counts.detections);
  return right_aligned(detections, 0, 10) +
         right_aligned(static_cast<double>(counts.right) / detections, 3) +
         right_aligned(static_cast<double>(counts.objects) / static_cast<double>(objects), 3);
}

}  // namespace

std::string precision_recall_table(const RankedList& as_found, const RankedList& after_stage_5,
                                   std::int64_t objects) {
  std::string text = std::to_string(objects) +
                     " objects            as found              after stage 5\n"
                     "score from   boxes   prec.  recall     boxes   prec.  recall\n";
  for (const float min_score : {0.9F, 0.7F, 0.5F, 0.3F, 0.05F}) {
    text += right_aligned(min_score, 2) + columns_of(as_found.from(min_score), objects) +
            columns_of(after_stage_5.from(min_score), objects) + "\n";
  }
  constexpr int kUnderPrecision = 24;
  constexpr int kNextPrecision = 26;
  return text + "AP" + right_aligned(as_found.average_precision(objects), 3, kUnderPrecision) +
         right_aligned(after_stage_5.average_precision(objects), 3, kNextPrecision) + "\n";
}

void OverlapTable::add(std::int32_t label, double box_iou, double mask_iou) {
  Sums& sums = by_label_[label];
  sums.boxes += box_iou;
  sums.masks += mask_iou;
  sums.count += 1.0;
}

std::string OverlapTable::text() const {
  static const std::array<std::string, 6> shapes = {"circle  ", "square  ", "triangle",
                                                    "star    ", "ring    ", "cross   "};
  std::string text = "mean IoU of  boxes   masks\n";
  for (const auto& [label, sums] : by_label_) {
    text += shapes.at(static_cast<std::size_t>(label) - 1) +
            right_aligned(sums.boxes / sums.count, 3, 10) +
            right_aligned(sums.masks / sums.count, 3) + "\n";
  }
  return text;
}

}  // namespace mrcnn
