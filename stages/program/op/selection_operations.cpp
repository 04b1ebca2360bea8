#include "stages/2_proposals/proposals_transfer.hpp"
#include "stages/4_box_head/box_head_transfer.hpp"
#include "stages/program/op/on_place.hpp"
#include "stages/program/op/operation.hpp"

namespace mrcnn {
namespace {

using Kind = ParameterKind;

constexpr int kLargestCount = 1 << 30;

template <class Place>
OperationResult run_proposals(const OperationCall& call) {
  ProposalsParams params;
  params.coder_weights = call.coder_weights("weights");
  params.conventions.max_log_scale = call.not_negative("max_log_scale");
  params.conventions.pre_nms_scope = call.choice<Scope>("pre_scope");
  params.conventions.nms_scope = call.choice<Scope>("nms_scope");
  params.conventions.pad_with_zeros = call.flag("pad_with_zeros");
  params.pre_nms_top_n = call.integer("pre", 0, kLargestCount);
  params.post_nms_top_n = call.integer("post", 0, kLargestCount);
  params.nms_iou = call.fraction("iou");
  params.min_size = call.not_negative("min_size");
  const RpnOutput<Host> rpn{call.boxes("anchors"), call.tensor<std::int32_t, 1>("levels"),
                            call.tensor<float, 1>("objectness"), call.tensor<float, 2>("deltas")};
  const Proposals<Place> result = proposals(on<Place>(rpn), call.frame("clip"), params);
  return {{"boxes", to_array(result.boxes)}, {"scores", to_array(result.scores)}};
}

template <class Place>
OperationResult run_detections(const OperationCall& call) {
  DetectionsParams params;
  params.coder_weights = call.coder_weights("weights");
  params.conventions.max_log_scale = call.not_negative("max_log_scale");
  params.conventions.candidates = call.choice<CandidateRule>("candidates");
  params.conventions.score_rule = call.choice<ScoreRule>("score_rule");
  params.score_threshold = static_cast<float>(call.fraction("score"));
  params.nms_iou = call.fraction("iou");
  params.conventions.min_size = call.not_negative("min_size");
  params.detections_per_image = call.integer("top", 0, kLargestCount);
  const BoxHeadOutput<Host> head{call.tensor<float, 2>("class_logits"),
                                 call.tensor<float, 2>("box_deltas")};
  DetectionsTrace<Place> trace;
  const Detections<Place> result = detections(on<Place>(head), on<Place>(call.boxes("proposals")),
                                              call.frame("clip"), params, &trace);
  return {{"boxes", to_array(result.boxes)},
          {"scores", to_array(result.scores)},
          {"labels", to_array(result.labels)},
          {"proposals", to_array(trace.proposals)}};
}

}  // namespace

std::vector<Operation> selection_operations() {
  return {{"proposals",
           "the best anchors of each level, decoded, clipped, filtered by NMS",
           {{"anchors", "(A,4)"},
            {"deltas", "(A,4)"},
            {"objectness", "(A)"},
            {"levels", "(A)", DType::i32}},
           {{"clip", Kind::area},
            {"pre", Kind::whole, "1000"},
            {"post", Kind::whole, "1000"},
            {"iou", Kind::number, "0.7"},
            {"min_size", Kind::number, "0.001"},
            {"weights", Kind::numbers, "1,1,1,1"},
            {"max_log_scale", Kind::number, "4.135166556742356"},
            {"pre_scope", Kind::choice, "level"},
            {"nms_scope", Kind::choice, "level"},
            {"pad_with_zeros", Kind::flag, "0"}},
           {{"boxes", "(R,4)"}, {"scores", "(R)"}},
           run_proposals<Host>,
           run_proposals<Device>},
          {"detections",
           "boxes with classes, filtered by score and NMS",
           {{"class_logits", "(R,K)"}, {"box_deltas", "(R,4K)"}, {"proposals", "(R,4)"}},
           {{"clip", Kind::area},
            {"weights", Kind::numbers, "10,10,5,5"},
            {"score", Kind::number, "0.05"},
            {"iou", Kind::number, "0.5"},
            {"min_size", Kind::number, "0.01"},
            {"top", Kind::whole, "100"},
            {"max_log_scale", Kind::number, "4.135166556742356"},
            {"candidates", Kind::choice, "every_class"},
            {"score_rule", Kind::choice, "above"}},
           {{"boxes", "(D,4)"},
            {"scores", "(D)"},
            {"labels", "(D)", DType::i32},
            {"proposals", "(D)", DType::i32}},
           run_detections<Host>,
           run_detections<Device>}};
}

}  // namespace mrcnn
