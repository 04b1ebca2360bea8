#include "common/error.hpp"
#include "common/geometry/anchors.hpp"
#include "common/geometry/box.hpp"
#include "common/geometry/box_coder.hpp"
#include "common/geometry/iou_matrix.hpp"
#include "common/geometry/nms.hpp"
#include "common/trace/array_tensor.hpp"

#include "stages/cli/op/coder_weights_param.hpp"
#include "stages/cli/op/operation.hpp"

namespace mrcnn {
namespace {

void check_rows(const std::string& a, std::size_t rows_a, const std::string& b,
                std::size_t rows_b) {
  check_shape(rows_a == rows_b, a, " has ", rows_a, " rows, ", b, " has ", rows_b);
}

OperationResult run_anchors(const OperationCall& call) {
  for (const char* name : {"sizes", "ratios"}) {
    for (const float value : call.list(name)) {
      if (!(value > 0.0F)) {
        throw UsageError(
            text("op parameter ", name, "=", call.word(name), ": expected positive numbers"));
      }
    }
  }
  const AnchorParams params{
      .sizes = call.list("sizes"),
      .aspect_ratios = call.list("ratios"),
      .rounded = call.flag("rounded"),
      .stride = call.choice<AnchorStride>("stride", {"grid", "level"}),
      .corners = call.choice<CornerRule>("corners", {"exclusive", "inclusive"})};
  return {{"anchors", to_array(make_anchors(call.size("padded"), call.grids("grids"), params))}};
}

OperationResult run_decode(const OperationCall& call) {
  HostTensor<Box, 1> boxes = call.boxes("boxes");
  const HostTensor<Box, 1> deltas = call.boxes("deltas");  // four columns: dx dy dw dh
  check_rows("boxes", boxes.size(), "deltas", deltas.size());
  const CoderWeights weights = coder_weights_param(call);
  const float max_log_scale = log_scale_limit(static_cast<float>(call.real("max_log_scale")));
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const Box& d = deltas(i);
    boxes(i) = decode(boxes(i), {d.x1, d.y1, d.x2, d.y2}, weights, max_log_scale);
    if (call.has_param("clip")) {
      boxes(i) = clip_box(boxes(i), call.frame("clip").image);
    }
  }
  return {{"boxes", to_array(boxes)}};
}

OperationResult run_encode(const OperationCall& call) {
  const HostTensor<Box, 1> boxes = call.boxes("boxes");
  const HostTensor<Box, 1> targets = call.boxes("targets");
  check_rows("boxes", boxes.size(), "targets", targets.size());
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

OperationResult run_nms(const OperationCall& call) {
  const HostTensor<Box, 1> boxes = call.boxes("boxes");
  const auto groups = call.has_input("groups") ? call.tensor<std::int32_t, 1>("groups")
                                               : filled_tensor<std::int32_t>({boxes.size()}, 0);
  auto suppressed_by = filled_tensor<std::int32_t>({boxes.size()}, kKept);
  const std::vector<std::int32_t> keep = non_maximum_suppression(
      boxes, call.tensor<float, 1>("scores"), groups, call.real("iou"), suppressed_by);
  auto rows = make_tensor<std::int32_t>({keep.size()});
  std::copy(keep.begin(), keep.end(), rows.begin());
  return {{"keep", to_array(rows)}};
}

OperationResult run_iou(const OperationCall& call) {
  const HostTensor<Box, 1> a = call.boxes("a");  // first, so that errors name it first
  return {{"iou", to_array(iou_matrix(a, call.boxes("b")))}};
}

OperationResult run_match(const OperationCall& call) {
  const double low = call.real("low");
  const double high = call.real("high");
  if (low > high) {
    throw UsageError(text("op parameter low=", call.word("low"), ": expected at most high, ",
                          call.word("high")));
  }
  const BestTruth matches = match(call.tensor<float, 2>("iou"), static_cast<float>(low),
                                  static_cast<float>(high), call.flag("low_quality"));
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
           .run = run_anchors},
          {.name = "decode",
           .about = "boxes (N,4) moved by deltas (N,4), clipped to the image if clip is given",
           .inputs = {"boxes", "deltas"},
           .params = {{"weights", "1,1,1,1"}, {"clip", ""}, {"max_log_scale", "4.135166556742356"}},
           .run = run_decode},
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
           .run = run_nms},
          {.name = "iou",
           .about = "overlap of a (N,4) with b (M,4)",
           .inputs = {"a", "b"},
           .run = run_iou},
          {.name = "match",
           .about = "iou (D,G) to the best truth of each row, -1 below low, -2 between",
           .inputs = {"iou"},
           .params = {{"low", "0.5"}, {"high", "0.5"}, {"low_quality", "0"}},
           .run = run_match}};
}

}  // namespace mrcnn
