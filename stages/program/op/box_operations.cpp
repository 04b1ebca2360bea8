#include "common/error.hpp"
#include "common/geometry/anchors.hpp"
#include "common/geometry/decode_boxes.hpp"
#include "common/geometry/encode_boxes.hpp"
#include "common/geometry/iou_matrix.hpp"
#include "common/geometry/match.hpp"
#include "common/geometry/nms.hpp"

#include "stages/program/op/on_place.hpp"
#include "stages/program/op/operation.hpp"

namespace mrcnn {
namespace {

using Kind = ParameterKind;

template <class Place>
OperationResult run_anchors(const OperationCall& call) {
  const AnchorParams params{.sizes = call.positive_list("sizes"),
                            .aspect_ratios = call.positive_list("ratios"),
                            .rounded = call.flag("rounded"),
                            .stride = call.choice<AnchorStride>("stride"),
                            .corners = call.choice<CornerRule>("corners")};
  const ImageSize padded = call.size("padded");
  const std::vector<ImageSize> grids = call.grids("grids");
  return {{"anchors", to_array(make_anchors<Place>(padded, grids, params))}};
}

template <class Place>
OperationResult run_decode(const OperationCall& call) {
  DecodeParams params{call.coder_weights("weights"), call.not_negative("max_log_scale")};
  if (call.has_param("clip")) {
    params.clip = call.frame("clip").image;
  }
  return {{"boxes", to_array(decode_boxes(on<Place>(call.boxes("boxes")),
                                          on<Place>(call.tensor<float, 2>("deltas")), params))}};
}

OperationResult run_encode(const OperationCall& call) {
  const HostTensor<Box, 1> boxes = call.boxes("boxes");  // first, so that errors name it first
  const auto deltas = encode_boxes(boxes, call.boxes("targets"), call.coder_weights("weights"));
  return {{"deltas", to_array(deltas)}};
}

template <class Place>
OperationResult run_nms(const OperationCall& call) {
  const HostTensor<Box, 1> boxes = call.boxes("boxes");
  const auto scores = call.tensor<float, 1>("scores");
  const auto groups = call.has_input("groups") ? call.tensor<std::int32_t, 1>("groups")
                                               : filled_tensor<std::int32_t>({boxes.size()}, 0);
  auto suppressed_by = on<Place>(filled_tensor<std::int32_t>({boxes.size()}, kKept));
  return {{"keep",
           to_array(non_maximum_suppression(on<Place>(boxes), on<Place>(scores), on<Place>(groups),
                                            {.max_iou = call.fraction("iou")}, suppressed_by))}};
}

template <class Place>
OperationResult run_iou(const OperationCall& call) {
  const auto a = on<Place>(call.boxes("a"));  // first, so that errors name it first
  return {{"iou", to_array(iou_matrix(a, on<Place>(call.boxes("b"))))}};
}

template <class Place>
OperationResult run_match(const OperationCall& call) {
  const double low = call.fraction("low");
  const double high = call.fraction("high");
  if (low > high) {
    call.refuse("low", "at most high, " + call.word("high"));
  }
  const auto matches =
      match(on<Place>(call.tensor<float, 2>("iou")),
            {static_cast<float>(low), static_cast<float>(high)}, call.flag("low_quality"));
  return {{"best_truth", to_array(matches.index)}, {"best_iou", to_array(matches.iou)}};
}

}  // namespace

std::vector<Operation> box_operations() {
  return {{"anchors",
           "anchors of a pyramid: one size per grid, every ratio",
           {},
           {{"padded", Kind::size},
            {"grids", Kind::grids},
            {"sizes", Kind::numbers},
            {"ratios", Kind::numbers, "0.5,1,2"},
            {"rounded", Kind::flag, "1"},
            {"stride", Kind::choice, "grid"},
            {"corners", Kind::choice, "exclusive"}},
           {{"anchors", "(A,4)"}},
           run_anchors<Host>,
           run_anchors<Device>},
          {"decode",
           "boxes moved and resized by deltas, clipped if clip is given",
           {{"boxes", "(N,4)"}, {"deltas", "(N,4)"}},
           {{"weights", Kind::numbers, "1,1,1,1"},
            {"clip", Kind::area, ""},
            {"max_log_scale", Kind::number, "4.135166556742356"}},
           {{"boxes", "(N,4)"}},
           run_decode<Host>,
           run_decode<Device>},
          {"encode",
           "the deltas that turn boxes into targets",
           {{"boxes", "(N,4)"}, {"targets", "(N,4)"}},
           {{"weights", Kind::numbers, "1,1,1,1"}},
           {{"deltas", "(N,4)"}},
           run_encode},
          {"nms",
           "rows of boxes that NMS keeps, best first; a box suppresses only boxes of its own group",
           {{"boxes", "(N,4)"}, {"scores", "(N)"}, {"groups", "(N)", DType::i32, true}},
           {{"iou", Kind::number, "0.5"}},
           {{"keep", "(K)", DType::i32}},
           run_nms<Host>,
           run_nms<Device>},
          {"iou",
           "IoU of every box of a with every box of b",
           {{"a", "(N,4)"}, {"b", "(M,4)"}},
           {},
           {{"iou", "(N,M)"}},
           run_iou<Host>,
           run_iou<Device>},
          {"match",
           "the best ground truth of each row of iou, -1 below low, -2 between low and high",
           {{"iou", "(D,G)"}},
           {{"low", Kind::number, "0.5"},
            {"high", Kind::number, "0.5"},
            {"low_quality", Kind::flag, "0"}},
           {{"best_truth", "(D)", DType::i32}, {"best_iou", "(D)"}},
           run_match<Host>,
           run_match<Device>}};
}

}  // namespace mrcnn
