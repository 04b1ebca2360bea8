#pragma once
#include "common/error.hpp"

#include "stages/5_iou_filter/iou_filter.hpp"

namespace mrcnn {

// What host and device refuse in the same words.

template <class Place>
void check_detections(const Detections<Place>& detections) {
  const std::size_t count = detections.boxes.size();
  check_shape(detections.scores.size() == count && detections.labels.size() == count,
              "iou_filter: ", count, " boxes, ", detections.scores.size(), " scores, ",
              detections.labels.size(), " labels");
}

template <class Place>
void check_truth(const GroundTruth<Place>& truth) {
  check_shape(truth.labels.size() == truth.boxes.size(), "iou_filter: ", truth.boxes.size(),
              " true boxes, ", truth.labels.size(), " labels");
}

}  // namespace mrcnn
