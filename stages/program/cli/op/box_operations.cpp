#include "common/error.hpp"
#include "common/geometry/anchors.hpp"
#include "common/geometry/decode_boxes.hpp"
#include "common/geometry/iou_matrix.hpp"
#include "common/geometry/match.hpp"
#include "common/geometry/nms.hpp"

#include "stages/program/cli/op/coder_weights_param.hpp"
#include "stages/program/cli/op/operation.hpp"
#include "stages/program/cli/op/placed.hpp"

namespace mrcnn {
namespace {

template <class Place>
OperationResult run_anchors(const OperationCall& call) {
  for (const char* name : {"sizes", "ratios"}) {
    for (const float value : call.list(name)) {
      if (!(value > 0.0F)) {
        throw UsageError(
            concat("op parameter ", name, "=", call.word(name), ": expected positive numbers"));
      }
    }
  }
  const AnchorParams params{.sizes = call.list("sizes"),
                            .aspect_ratios = call.list("ratios"),
                            .rounded = call.flag("rounded"),
                            .stride = call.choice<AnchorStride>("stride"),
                            .corners = call.choice<CornerRule>("corners")};
  const ImageSize padded = call.size("padded");
  const std::vector<ImageSize> grids = call.grids("grids");
  return {{"anchors", to_array(make_anchors<Place>(padded, grids, params))}};
}

template <class Place>
OperationResult run_decode(const OperationCall& call) {
  DecodeParams params{coder_weights_param(call), static_cast<float>(call.real("max_log_scale")),
                      std::nullopt};
  if (call.has_param("clip")) {
    params.area = call.frame("clip").image;
  }
  return {{"boxes", to_array(decode_boxes(on<Place>(call.boxes("boxes")),
                                          on<Place>(call.tensor<float, 2>("deltas")), params))}};
}

OperationResult run_encode(const OperationCall& call) {
  const HostTensor<Box, 1> boxes = call.boxes("boxes");
  const HostTensor<Box, 1> targets = call.boxes("targets");
  check_shape(boxes.size() == targets.size(), "boxes has ", boxes.size(), " rows, targets has ",
              targets.size());
  const CoderWeights weights = coder_weights_param(call);
  auto deltas = make_tensor<float>({boxes.size(), 4});
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const BoxDelta d = encode(boxes(i), targets(i), weights);
    deltas(i, 0) = d.dx;
    deltas(i, 1) = d.dy;
    deltas(i, 2) = d.dw;
    deltas(i, 3) = d.dh;
  }
  return {{"deltas", to_array(deltas)}};
}

template <class Place>
OperationResult run_nms(const OperationCall& call) {
  const HostTensor<Box, 1> boxes = call.boxes("boxes");
  const auto scores = call.tensor<float, 1>("scores");
  const auto groups = call.has_input("groups") ? call.tensor<std::int32_t, 1>("groups")
                                               : filled_tensor<std::int32_t>({boxes.size()}, 0);
  auto suppressed_by = on<Place>(filled_tensor<std::int32_t>({boxes.size()}, kKept));
  const double max_iou = call.real("iou");
  if constexpr (std::is_same_v<Place, Device>) {
    return {{"keep", to_array(non_maximum_suppression(to_device(boxes), to_device(scores),
                                                      to_device(groups), max_iou, boxes.size(),
                                                      suppressed_by))}};
  } else {
    const auto keep = non_maximum_suppression(boxes, scores, groups, max_iou, suppressed_by);
    auto rows = make_tensor<std::int32_t>({keep.size()});
    std::copy(keep.begin(), keep.end(), rows.begin());
    return {{"keep", to_array(rows)}};
  }
}

template <class Place>
OperationResult run_iou(const OperationCall& call) {
  const auto a = on<Place>(call.boxes("a"));  // first, so that errors name it first
  return {{"iou", to_array(iou_matrix(a, on<Place>(call.boxes("b"))))}};
}

template <class Place>
OperationResult run_match(const OperationCall& call) {
  const double low = call.real("low");
  const double high = call.real("high");
  if (low > high) {
    throw UsageError(concat("op parameter low=", call.word("low"), ": expected at most high, ",
                            call.word("high")));
  }
  const auto matches =
      match(on<Place>(call.tensor<float, 2>("iou")),
            {static_cast<float>(low), static_cast<float>(high)}, call.flag("low_quality"));
  return {{"best_truth", to_array(matches.index)}, {"best_iou", to_array(matches.iou)}};
}

}  // namespace

std::vector<Operation> box_operations() {
  return {{.name = "anchors",
           .about = "reference boxes of a pyramid, one size per grid, all ratios each",
           .params = {{"padded", "?"},
                      {"grids", "?"},
                      {"sizes", "?"},
                      {"ratios", "0.5,1,2"},
                      {"rounded", "1"},
                      {"stride", "grid"},
                      {"corners", "exclusive"}},
           .run = run_anchors<Host>,
           .run_on_device = run_anchors<Device>},
          {.name = "decode",
           .about = "boxes (N,4) moved by deltas (N,4), clipped to the image if clip is given",
           .inputs = {"boxes", "deltas"},
           .params = {{"weights", "1,1,1,1"}, {"clip", ""}, {"max_log_scale", "4.135166556742356"}},
           .run = run_decode<Host>,
           .run_on_device = run_decode<Device>},
          {.name = "encode",
           .about = "deltas (N,4) that move boxes (N,4) to targets (N,4)",
           .inputs = {"boxes", "targets"},
           .params = {{"weights", "1,1,1,1"}},
           .run = run_encode},
          {.name = "nms",
           .about = "rows of boxes (N,4) that survive, best first; groups i32 (N) do not mix",
           .inputs = {"boxes", "scores"},
           .optional_inputs = {"groups"},
           .params = {{"iou", "0.5"}},
           .run = run_nms<Host>,
           .run_on_device = run_nms<Device>},
          {.name = "iou",
           .about = "overlap of a (N,4) with b (M,4)",
           .inputs = {"a", "b"},
           .run = run_iou<Host>,
           .run_on_device = run_iou<Device>},
          {.name = "match",
           .about = "iou (D,G) to the best truth of each row, -1 below low, -2 between",
           .inputs = {"iou"},
           .params = {{"low", "0.5"}, {"high", "0.5"}, {"low_quality", "0"}},
           .run = run_match<Host>,
           .run_on_device = run_match<Device>}};
}

}  // namespace mrcnn
