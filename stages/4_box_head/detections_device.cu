#include <algorithm>

#include "common/geometry/box.hpp"
#include "common/geometry/exact_math.hpp"
#include "common/geometry/nms.hpp"
#include "common/tensor/for_each.cuh"

#include "stages/4_box_head/box_head.hpp"
#include "stages/4_box_head/box_head_checks.hpp"

namespace mrcnn {
namespace {

using Rows = DeviceTensor<std::int32_t, 1>;

// [softmax]
/// Probabilities of every proposal's classes, and which is the largest. Sums are one thread a row,
/// because they must run in the order of the classes to have the host's bits; K additions in a row
/// are short beside what a tree of threads would cost to agree. What follows from them is one
/// thread a probability.
Rows class_probabilities(const DeviceTensor<float, 2>& logits, DeviceTensor<float, 2>& result) {
  const std::size_t rows = logits.shape(0);
  const std::size_t classes = logits.shape(1);
  DeviceTensor<SoftmaxScale, 1> scales({rows});
  Rows best_classes({rows});
  const float* logit = logits.data();
  float* probability = result.data();
  SoftmaxScale* scale = scales.data();
  std::int32_t* best = best_classes.data();
  // scale[r] <- largest of logit[r][:], sum of exp(logit[r][:] - largest)
  for_each_index(rows, [=] MRCNN_HD(std::ptrdiff_t r) {
    scale[r] =
        softmax_scale(logit + static_cast<std::size_t>(r) * classes, static_cast<int>(classes));
  });
  // probability[r][k] <- exp(logit[r][k] - largest) / sum
  for_each_index(rows * classes, [=] MRCNN_HD(std::ptrdiff_t i) {
    probability[i] = softmax_value(logit[i], scale[static_cast<std::size_t>(i) / classes]);
  });
  // best[r] <- argmax of probability[r][:]
  for_each_index(rows, [=] MRCNN_HD(std::ptrdiff_t r) {
    best[r] =
        best_class(probability + static_cast<std::size_t>(r) * classes, static_cast<int>(classes));
  });
  return best_classes;
}

// [/softmax]

// [candidates]
/// One candidate for every proposal and every class but background: one thread each.
void make_candidates(const BoxHeadOutput<Device>& head, const DeviceTensor<Box, 1>& proposals,
                     const BoxFrame& frame, const BoxHeadParams& params, DetectionsTrace<Device>& t,
                     Rows& labels) {
  const std::size_t classes = head.class_logits.shape(1);
  const Rows best_classes = class_probabilities(head.class_logits, t.class_probabilities);
  const std::int32_t* best = best_classes.data();
  const float* probability = t.class_probabilities.data();
  const float* deltas = head.box_deltas.data();
  const Box* proposal = proposals.data();
  std::int32_t* candidate = t.candidates.data();
  Box* box = t.candidate_boxes.data();
  float* score = t.candidate_scores.data();
  std::int32_t* suppressed_by = t.suppressed_by.data();
  std::int32_t* label = labels.data();
  const Box area = frame.image;
  const CoderWeights weights = params.coder_weights;
  const float max_log_scale = log_scale_limit(params.max_log_scale);
  const bool every_class = params.candidates == CandidateRule::every_class;
  const float threshold = params.score_threshold;
  const ScoreRule rule = params.score_rule;
  const float min_size = params.min_size;
  // box[row], score[row], ... <- decode(proposal[r], deltas[r][k]) cut at the border, ...
  for_each_index(labels.shape(0), [=] MRCNN_HD(std::ptrdiff_t row) {
    const std::size_t r = static_cast<std::size_t>(row) / (classes - 1);
    const std::size_t k = static_cast<std::size_t>(row) % (classes - 1) + 1;
    const float* d = deltas + 4 * (r * classes + k);
    box[row] =
        clip_box(decode(proposal[r], {d[0], d[1], d[2], d[3]}, weights, max_log_scale), area);
    score[row] = probability[r * classes + k];
    candidate[2 * row] = static_cast<std::int32_t>(r);
    candidate[2 * row + 1] = static_cast<std::int32_t>(k);
    label[row] = static_cast<std::int32_t>(k);
    const bool is_candidate = every_class || static_cast<std::int32_t>(k) == best[r];
    suppressed_by[row] =
        detection_verdict(box[row], score[row], is_candidate, threshold, rule, min_size);
  });
}

// [/candidates]

DetectionsTrace<Device> make_trace(std::size_t proposals, std::size_t classes) {
  const std::size_t count = proposals * (classes - 1);
  return {make_device_tensor<float>({proposals, classes}),
          make_device_tensor<std::int32_t>({count, 2}),
          make_device_tensor<Box>({count}),
          make_device_tensor<float>({count}),
          make_device_tensor<std::int32_t>({count}),
          {}};
}

/// The first survivors; the others are cut by the limit.
Detections<Device> best_detections(const Rows& survivors, const BoxHeadParams& params,
                                   DetectionsTrace<Device>& t) {
  const auto limit = static_cast<std::size_t>(params.detections_per_image);
  const std::size_t rows = std::min(limit, survivors.shape(0));
  const auto live = std::make_shared<LiveRows>(rows);
  Detections<Device> result{DeviceTensor<Box, 1>({rows}, live),
                            DeviceTensor<float, 1>({rows}, live), Rows({rows}, live)};
  t.proposals = Rows({rows}, live);
  const std::int32_t* survivor = survivors.data();
  const std::int32_t* survived = survivors.live_count();
  const Box* candidate_box = t.candidate_boxes.data();
  const float* candidate_score = t.candidate_scores.data();
  const std::int32_t* candidate = t.candidates.data();
  std::int32_t* suppressed_by = t.suppressed_by.data();
  Box* box = result.boxes.data();
  float* score = result.scores.data();
  std::int32_t* label = result.labels.data();
  std::int32_t* proposal = t.proposals.data();
  std::int32_t* kept = live->count();
  // box[i], score[i], ... <- those of survivor[i]; suppressed_by <- kCutByLimit behind the limit
  for_each_index(survivors.shape(0), [=] MRCNN_HD(std::ptrdiff_t index) {
    const auto i = static_cast<std::size_t>(index);
    if (!is_live(survived, i)) {
      return;
    }
    const std::int32_t row = survivor[i];
    if (i < limit) {
      box[i] = candidate_box[row];
      score[i] = candidate_score[row];
      proposal[i] = candidate[2 * static_cast<std::ptrdiff_t>(row)];
      label[i] = candidate[2 * static_cast<std::ptrdiff_t>(row) + 1];
    } else {
      suppressed_by[row] = kCutByLimit;
    }
  });
  // kept <- min(survived, limit)
  for_each_index(1, [=] MRCNN_HD(std::ptrdiff_t) {
    *kept =
        static_cast<std::size_t>(*survived) < limit ? *survived : static_cast<std::int32_t>(limit);
  });
  return result;
}

}  // namespace

// [detections]
Detections<Device> detections(const BoxHeadOutput<Device>& head,
                              const DeviceTensor<Box, 1>& proposals, const BoxFrame& frame,
                              const BoxHeadParams& params, DetectionsTrace<Device>* trace) {
  check_lengths(head, proposals.settled_rows());
  DetectionsTrace<Device> t = make_trace(proposals.shape(0), head.class_logits.shape(1));
  Rows labels({t.candidate_boxes.shape(0)});
  make_candidates(head, proposals, frame, params, t, labels);

  // non-maximum suppression inside each class, then the best of all classes: a proposal is a
  // candidate of a class once, so no class has more candidates than there are proposals
  const Rows survivors = non_maximum_suppression(
      t.candidate_boxes, t.candidate_scores, labels,
      {.max_iou = params.nms_iou, .largest_group = proposals.shape(0)}, t.suppressed_by);
  Detections<Device> result = best_detections(survivors, params, t);
  if (trace != nullptr) {
    *trace = std::move(t);
  }
  return result;
}

// [/detections]

}  // namespace mrcnn
