#include "stages/pipeline/mask_rcnn.hpp"

#include "stages/3_roi_align/pool_regions.hpp"
#include "stages/pipeline/box_frames.hpp"

namespace mrcnn {

// [mask_rcnn]
template <class Place>
void mask_rcnn(PipelineState<Place>& s, const Config& config, const ModelWeights<Place>& weights,
               const ComputeOptions& compute, const RunStep& run_step) {
  run_step(Step::features, [&] {  // P2..P6, (H / 2^l, W / 2^l, C)
    FeaturesTrace<Place>* backbone_maps = s.is_for_trace ? &s.features : nullptr;
    s.pyramid = features(s.input, weights.features, compute, backbone_maps);
  });
  run_step(Step::rpn_head, [&] {  // (A) anchors, (A) logits, (A, 4) deltas
    s.rpn = rpn_head(s.pyramid, size_of(s.input.pixels), weights.rpn, config.proposals, compute);
  });
  run_step(Step::proposals, [&] {  // (R) boxes
    const BoxFrame frame = proposals_frame(s.input.resized, config);
    s.proposals = proposals(s.rpn, frame, config.proposals, &s.proposals_trace);
  });
  run_step(Step::roi_align, [&] {  // (R, 7, 7, C)
    s.regions = pool_regions(config.pooling, s.pyramid, s.proposals.boxes, config.box_head.pool,
                             config.roi_align, &s.roi_align);
  });
  run_step(Step::box_head, [&] {  // (R, K) logits, (R, 4K) deltas
    s.head = box_head(s.regions, weights.box_head, compute);
  });
  run_step(Step::detections, [&] {  // (D) boxes, scores, labels
    const BoxFrame frame = box_frame(s.input.resized, config);
    s.detections =
        detections(s.head, s.proposals.boxes, frame, config.detections, &s.detections_trace);
  });
  run_step(Step::iou_filter, [&] {  // (D') those that overlap a true object, or all
    const GroundTruth<Place>* truth = s.has_truth() ? &s.truth : nullptr;
    s.valid = iou_filter(s.detections, truth, config.iou_filter, &s.iou_filter);
  });
  run_step(Step::mask_head, [&] {  // (D', 14, 14, C), (D', 28, 28) logits
    s.mask_regions = pool_regions(config.pooling, s.pyramid, s.valid.boxes, config.mask_head.pool,
                                  config.roi_align);
    s.mask_logits = mask_head(s.mask_regions, s.valid.labels, weights.masks, compute);
  });
  run_step(Step::paste, [&] {  // (D', H0, W0) masks on the image
    const BoxFrame frame = box_frame(s.input.resized, config);
    s.result = paste(s.mask_logits, s.valid, frame, s.input.original, config.paste);
  });
}

// [/mask_rcnn]

template void mask_rcnn(PipelineState<Host>&, const Config&, const ModelWeights<Host>&,
                        const ComputeOptions&, const RunStep&);
template void mask_rcnn(PipelineState<Device>&, const Config&, const ModelWeights<Device>&,
                        const ComputeOptions&, const RunStep&);

}  // namespace mrcnn
