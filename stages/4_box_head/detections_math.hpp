#pragma once
#include <cstdint>

#include "common/geometry/box.hpp"
#include "common/geometry/box_coder.hpp"
#include "common/geometry/suppression.hpp"
#include "common/host_device.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/tensor/view.hpp"

#include "stages/4_box_head/box_head.hpp"

namespace mrcnn {

/// What candidates are made from, and the lists that they are written to.
struct CandidateViews {
  View<const float, 2> probabilities, deltas;  // (R, K), (R, 4 K)
  View<const Box, 1> proposals;                // (R)
  View<std::int32_t, 2> candidates;            // (N, 2) row of the proposal, class
  View<Box, 1> boxes;                          // (N)
  View<float, 1> scores;                       // (N)
  View<std::int32_t, 1> labels;                // (N) class once more, the groups of NMS
  View<std::int32_t, 1> suppressed_by;         // (N)
};

/// What decides how a candidate looks and whether it competes.
struct CandidateSettings {
  CoderWeights coder_weights;
  float max_log_scale;    // of dw and dh
  Box image;              // candidates are cut at its border
  float score_threshold;  // a score must exceed it
  float min_size;         // of both sides
};

inline CandidateSettings candidate_settings(const BoxFrame& frame, const DetectionsParams& params) {
  const DetectionsConventions& conventions = params.conventions;
  return {params.coder_weights, log_scale_limit(conventions.max_log_scale), frame.image,
          exceeded_score(params.score_threshold, conventions.score_rule), conventions.min_size};
}

// [candidate]
/// Why a candidate takes no part in NMS, or kKept.
MRCNN_HD inline std::int32_t detection_verdict(const Box& box, float score,
                                               const CandidateSettings& settings) {
  if (!(score > settings.score_threshold)) {
    return kBelowScore;
  }
  return is_large_enough(box, settings.min_size) ? kKept : kTooSmall;
}

/// Proposal r as class k.
MRCNN_HD inline void make_candidate(const CandidateViews& v, Index r, Index k,
                                    const CandidateSettings& settings) {
  const Index row = r * (v.probabilities.extent(1) - 1) + k - 1;
  // decode the deltas of this class (Faster R-CNN, eq. 2), cut at the image border
  const Box box = decode(v.proposals(r), delta_at(v.deltas, r, 4 * k), settings.coder_weights,
                         settings.max_log_scale);
  v.boxes(row) = clip_box(box, settings.image);
  v.scores(row) = v.probabilities(r, k);
  v.candidates(row, 0) = static_cast<std::int32_t>(r);
  v.candidates(row, 1) = static_cast<std::int32_t>(k);
  v.labels(row) = v.candidates(row, 1);
  v.suppressed_by(row) = detection_verdict(v.boxes(row), v.scores(row), settings);
}

// [/candidate]

/// The lists of step detections, and the proposal of each detection.
struct DetectionViews {
  View<Box, 1> boxes;
  View<float, 1> scores;
  View<std::int32_t, 1> labels, proposals;
};

/// Candidate `row` becomes detection d.
MRCNN_HD inline void take_candidate(const CandidateViews& from, Index row, const DetectionViews& to,
                                    Index d) {
  to.boxes(d) = from.boxes(row);
  to.scores(d) = from.scores(row);
  to.labels(d) = from.candidates(row, 1);
  to.proposals(d) = from.candidates(row, 0);
}

template <class Place>
CandidateViews candidate_views(const BoxHeadOutput<Place>& head,
                               const Tensor<Place, Box, 1>& proposals, DetectionsTrace<Place>& t,
                               Tensor<Place, std::int32_t, 1>& labels) {
  return {view(t.class_probabilities),
          view(head.box_deltas),
          view(proposals),
          view(t.candidates),
          view(t.candidate_boxes),
          view(t.candidate_scores),
          view(labels),
          view(t.suppressed_by)};
}

template <class Place>
DetectionViews detection_views(Detections<Place>& detections, DetectionsTrace<Place>& t) {
  return {view(detections.boxes), view(detections.scores), view(detections.labels),
          view(t.proposals)};
}

}  // namespace mrcnn
