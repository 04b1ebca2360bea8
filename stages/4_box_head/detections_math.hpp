#pragma once
#include "common/geometry/box.hpp"
#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"

#include "stages/4_box_head/box_head.hpp"

namespace mrcnn {

/// The parameters that decode a candidate and decide whether it takes part in NMS.
struct CandidateSettings {
  CoderWeights coder_weights;
  float max_log_scale;    // of dw and dh
  Box image;              // candidates are clipped at its border
  float score_threshold;  // a score must exceed it
  float min_size;         // of both sides
};

inline CandidateSettings candidate_settings(const BoxFrame& frame, const DetectionsParams& params) {
  const DetectionsConventions& conventions = params.conventions;
  return {params.coder_weights, log_scale_limit(conventions.max_log_scale), frame.image,
          exceeded_score(params.score_threshold, conventions.score_rule), conventions.min_size};
}

/// Why a candidate takes no part in NMS, or kKept.
MRCNN_HD inline std::int32_t detection_verdict(const Box& box, float score,
                                               const CandidateSettings& settings) {
  if (!(score > settings.score_threshold)) {
    return kBelowScore;
  }
  return is_large_enough(box, settings.min_size) ? kKept : kTooSmall;
}

// [candidate]
/// Proposal r as class k. `labels` also receives the class, as the group for NMS.
MRCNN_HD inline void make_candidate(Index r, Index k, const Box& proposal,
                                    const View<const float, 2>& box_deltas,
                                    const CandidateSettings& settings,
                                    const DetectionsTrace<Views>& t,
                                    const View<std::int32_t, 1>& labels) {
  const Index row = r * (t.class_probabilities.extent(1) - 1) + k - 1;
  // decode the deltas of this class (Faster R-CNN, eq. 2), clip at the image border
  const Box box = decode(proposal, delta_at(box_deltas, r, 4 * k), settings.coder_weights,
                         settings.max_log_scale);
  t.candidate_boxes(row) = clip_box(box, settings.image);
  t.candidate_scores(row) = t.class_probabilities(r, k);
  t.candidates(row, 0) = static_cast<std::int32_t>(r);
  t.candidates(row, 1) = static_cast<std::int32_t>(k);
  labels(row) = t.candidates(row, 1);
  t.suppressed_by(row) =
      detection_verdict(t.candidate_boxes(row), t.candidate_scores(row), settings);
}

// [/candidate]

template <class Place>
DetectionsTrace<Place> make_detections_trace(std::size_t proposals, std::size_t classes) {
  const std::size_t count = proposals * (classes - 1);
  return {make_tensor_at<Place, float>({proposals, classes}),
          make_tensor_at<Place, std::int32_t>({count, 2}),
          make_tensor_at<Place, Box>({count}),
          make_tensor_at<Place, float>({count}),
          make_tensor_at<Place, std::int32_t>({count}),
          {}};
}

template <class Place>
DetectionsTrace<Views> views(DetectionsTrace<Place>& t) {
  return {view(t.class_probabilities), view(t.candidates),    view(t.candidate_boxes),
          view(t.candidate_scores),    view(t.suppressed_by), view(t.proposals)};
}

}  // namespace mrcnn
