#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "stages/program/demo/ranked_list.hpp"

namespace mrcnn {

/// Precision and recall of a list at falling score thresholds and its AP, beside those of what
/// stage 5 leaves of it.
///
///   objects  > 0, how many there are to find
std::string precision_recall_table(const RankedList& as_found, const RankedList& after_stage_5,
                                   std::int64_t objects);

/// Collects how far detections overlap their objects: boxes beside masks, by class.
class OverlapTable {
 public:
  void add(std::int32_t label, double box_iou, double mask_iou);

  /// The mean of each class.
  [[nodiscard]] std::string text() const;

 private:
  struct Sums {
    double boxes = 0.0;
    double masks = 0.0;
    double count = 0.0;
  };

  std::map<std::int32_t, Sums> by_label_;
};

}  // namespace mrcnn
