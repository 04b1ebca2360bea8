#pragma once
#include "common/error.hpp"

#include "stages/5_iou_filter/iou_filter.hpp"

namespace mrcnn {

// Argument checks shared by the host and device implementations.

template <class Place>
void check_detections(const Detections<Place>& detections) {
  const std::size_t count = detections.boxes.size();
  check_shape(detections.scores.size() == count, "iou_filter: detections.scores has ",
              detections.scores.size(), " rows, expected ", count, " like detections.boxes");
  check_shape(detections.labels.size() == count, "iou_filter: detections.labels has ",
              detections.labels.size(), " rows, expected ", count, " like detections.boxes");
}

template <class Place>
void check_truth(const GroundTruth<Place>& truth) {
  check_shape(truth.labels.size() == truth.boxes.size(), "iou_filter: truth.labels has ",
              truth.labels.size(), " rows, expected ", truth.boxes.size(), " like truth.boxes");
}

}  // namespace mrcnn
