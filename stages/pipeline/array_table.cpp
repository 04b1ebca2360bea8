#include "stages/pipeline/array_table.hpp"

#include <algorithm>

namespace mrcnn {
namespace {

// [array_table]
#define AT(path) [](auto& state) { return &state.path; }

constexpr std::nullopt_t kInput = std::nullopt;
constexpr ArrayTraits kResult = {.is_result = true};
constexpr ArrayTraits kMap = {.channels_first = true};
constexpr ArrayTraits kBackboneMap = {.for_traces = true, .channels_first = true};
constexpr ArrayTraits kExtraMap = {.for_traces = true, .channels_first = true, .is_extra = true};
constexpr ArrayTraits kWithTruth = {.needs_truth = true};
constexpr ArrayTraits kResultWithTruth = {.is_result = true, .needs_truth = true};

std::vector<ArrayRow> make_table() {
  return {
      {"0_image/image", "H0 W0 3", "pixel value", "the image, RGB", kInput, AT(image.pixels),
       kResult},
      {"0_image/input", "3 H W", "standard deviations",
       "the image normalised, resized and padded: what the network sees", kInput, AT(input.pixels),
       kMap},
      {"0_image/resized_size", "2", "px", "height, width before padding", kInput, AT(input.resized),
       kResult},
      {"0_image/original_size", "2", "px", "height, width of the image", kInput, AT(input.original),
       kResult},
      {"1_features/c2", "c h w", "activation", "last map of residual stage conv2_x", Step::features,
       AT(features.c[0]), kBackboneMap},
      {"1_features/c3", "c h w", "activation", "last map of residual stage conv3_x", Step::features,
       AT(features.c[1]), kBackboneMap},
      {"1_features/c4", "c h w", "activation", "last map of residual stage conv4_x", Step::features,
       AT(features.c[2]), kBackboneMap},
      {"1_features/c5", "c h w", "activation", "last map of residual stage conv5_x", Step::features,
       AT(features.c[3]), kBackboneMap},
      {"1_features/lateral2", "C h w", "activation", "1x1 convolution of C2 (--dump-all)",
       Step::features, AT(top_down.lateral[0]), kExtraMap},
      {"1_features/lateral3", "C h w", "activation", "1x1 convolution of C3 (--dump-all)",
       Step::features, AT(top_down.lateral[1]), kExtraMap},
      {"1_features/lateral4", "C h w", "activation", "1x1 convolution of C4 (--dump-all)",
       Step::features, AT(top_down.lateral[2]), kExtraMap},
      {"1_features/lateral5", "C h w", "activation", "1x1 convolution of C5 (--dump-all)",
       Step::features, AT(top_down.lateral[3]), kExtraMap},
      {"1_features/top_down2", "C h w", "activation",
       "the sum of level 3, upsampled: what is added to lateral2 (--dump-all)", Step::features,
       AT(top_down.top_down[0]), kExtraMap},
      {"1_features/top_down3", "C h w", "activation",
       "the sum of level 4, upsampled: what is added to lateral3 (--dump-all)", Step::features,
       AT(top_down.top_down[1]), kExtraMap},
      {"1_features/top_down4", "C h w", "activation",
       "the sum of level 5, upsampled: what is added to lateral4 (--dump-all)", Step::features,
       AT(top_down.top_down[2]), kExtraMap},
      {"1_features/p2", "C h w", "activation", "pyramid level P2", Step::features,
       AT(pyramid.levels[0]), kMap},
      {"1_features/p3", "C h w", "activation", "pyramid level P3", Step::features,
       AT(pyramid.levels[1]), kMap},
      {"1_features/p4", "C h w", "activation", "pyramid level P4", Step::features,
       AT(pyramid.levels[2]), kMap},
      {"1_features/p5", "C h w", "activation", "pyramid level P5", Step::features,
       AT(pyramid.levels[3]), kMap},
      {"1_features/p6", "C h w", "activation", "pyramid level P6", Step::features,
       AT(pyramid.levels[4]), kMap},
      {"2_proposals/anchors", "A 4", "px", "reference boxes: level, row, column, ratio",
       Step::rpn_head, AT(rpn.anchors)},
      {"2_proposals/anchor_levels", "A", "level", "pyramid level", Step::rpn_head,
       AT(rpn.anchor_levels)},
      {"2_proposals/objectness", "A", "logit", "does the anchor hold an object?", Step::rpn_head,
       AT(rpn.objectness)},
      {"2_proposals/deltas", "A 4", "anchor sides", "dx dy dw dh of each anchor", Step::rpn_head,
       AT(rpn.deltas)},
      {"2_proposals/candidates", "M 4", "px", "best anchors of each level, decoded and clipped",
       Step::proposals, AT(proposals_trace.candidates)},
      {"2_proposals/candidate_anchors", "M", "row", "row of anchors", Step::proposals,
       AT(proposals_trace.candidate_anchors)},
      {"2_proposals/candidate_scores", "M", "probability", "sigmoid of the logit", Step::proposals,
       AT(proposals_trace.candidate_scores)},
      {"2_proposals/candidate_levels", "M", "level", "pyramid level", Step::proposals,
       AT(proposals_trace.candidate_levels)},
      {"2_proposals/suppressed_by", "M", "row",
       "suppressing candidate; -1 kept, -2 too small, -3 no score, -4 over the limit",
       Step::proposals, AT(proposals_trace.suppressed_by)},
      {"2_proposals/boxes", "R 4", "px", "proposals, best first", Step::proposals,
       AT(proposals.boxes)},
      {"2_proposals/scores", "R", "probability", "objectness", Step::proposals,
       AT(proposals.scores)},
      {"2_proposals/kept", "R", "row", "row of candidates, -1 a row of zeros", Step::proposals,
       AT(proposals_trace.kept)},
      {"3_roi_align/levels", "R", "level", "pyramid level each proposal reads", Step::roi_align,
       AT(roi_align.levels)},
      {"3_roi_align/regions", "R C S S", "activation", "features of each proposal", Step::roi_align,
       AT(regions.features), kMap},
      {"4_box_head/class_logits", "R K", "logit", "one logit per class", Step::box_head,
       AT(head.class_logits)},
      {"4_box_head/box_deltas", "R 4K", "box sides x weight", "dx dy dw dh per class",
       Step::box_head, AT(head.box_deltas)},
      {"4_box_head/class_probabilities", "R K", "probability", "softmax of the logits",
       Step::detections, AT(detections_trace.class_probabilities)},
      {"4_box_head/candidates", "N 2", "row, class", "row of the proposal, class", Step::detections,
       AT(detections_trace.candidates)},
      {"4_box_head/candidate_boxes", "N 4", "px", "decoded and clipped", Step::detections,
       AT(detections_trace.candidate_boxes)},
      {"4_box_head/candidate_scores", "N", "probability", "probability of the class",
       Step::detections, AT(detections_trace.candidate_scores)},
      {"4_box_head/suppressed_by", "N", "row",
       "suppressing candidate; -1 kept, -2 too small, -3 low score, -4 over the limit, -5 another "
       "class is likelier",
       Step::detections, AT(detections_trace.suppressed_by)},
      {"4_box_head/boxes", "D 4", "px", "detections, best first", Step::detections,
       AT(detections.boxes), kResult},
      {"4_box_head/scores", "D", "probability", "probability of the class", Step::detections,
       AT(detections.scores), kResult},
      {"4_box_head/labels", "D", "class", "class", Step::detections, AT(detections.labels),
       kResult},
      {"4_box_head/proposals", "D", "row", "row of the proposal", Step::detections,
       AT(detections_trace.proposals)},
      {"5_iou_filter/truth_boxes", "G 4", "px", "true objects", kInput, AT(truth.boxes),
       kResultWithTruth},
      {"5_iou_filter/truth_labels", "G", "class", "class", kInput, AT(truth.labels),
       kResultWithTruth},
      {"5_iou_filter/truth_masks", "G H0 W0", "0 or 1", "true masks on the image", kInput,
       AT(truth_masks), kResultWithTruth},
      {"5_iou_filter/iou", "D G", "IoU", "IoU of detection and true object", Step::iou_filter,
       AT(iou_filter.iou), kWithTruth},
      {"5_iou_filter/best_iou", "D", "IoU", "largest IoU", Step::iou_filter,
       AT(iou_filter.best_iou), kResultWithTruth},
      {"5_iou_filter/best_truth", "D", "row", "true object of the largest IoU, -1 none",
       Step::iou_filter, AT(iou_filter.best_truth), kWithTruth},
      {"5_iou_filter/class_matches", "D", "0 or 1", "the true object has the same class",
       Step::iou_filter, AT(iou_filter.class_matches), kWithTruth},
      {"5_iou_filter/keep", "D", "0 or 1", "the detection is valid", Step::iou_filter,
       AT(iou_filter.keep), kResult},
      {"5_iou_filter/boxes", "D' 4", "px", "valid detections", Step::iou_filter, AT(valid.boxes)},
      {"5_iou_filter/scores", "D'", "probability", "probability of the class", Step::iou_filter,
       AT(valid.scores)},
      {"5_iou_filter/labels", "D'", "class", "class", Step::iou_filter, AT(valid.labels)},
      {"6_masks/regions", "D' C S' S'", "activation", "features of each valid detection",
       Step::mask_head, AT(mask_regions.features), kMap},
      {"6_masks/logits", "D' 2S' 2S'", "logit", "mask of the predicted class", Step::mask_head,
       AT(mask_logits)},
      {"6_masks/masks28", "D' 2S' 2S'", "probability", "sigmoid of the logits", Step::paste,
       AT(result.probabilities), kResult},
      {"6_masks/boxes", "D' 4", "px", "on the image", Step::paste, AT(result.boxes), kResult},
      {"6_masks/scores", "D'", "probability", "probability of the class", Step::paste,
       AT(result.scores), kResult},
      {"6_masks/labels", "D'", "class", "class", Step::paste, AT(result.labels), kResult},
      {"6_masks/masks", "D' H0 W0", "0 or 1", "pasted at the threshold", Step::paste,
       AT(result.masks), kResult},
  };
}

#undef AT

// [/array_table]

}  // namespace

const std::vector<ArrayRow>& array_table() {
  static const std::vector<ArrayRow> table = make_table();
  return table;
}

const ArrayRow* find_array(const std::string& name) {
  const auto& table = array_table();
  const auto row =
      std::find_if(table.begin(), table.end(), [&](const ArrayRow& r) { return r.name == name; });
  return row == table.end() ? nullptr : &*row;
}

}  // namespace mrcnn
