// Stage 2 on its own: where might there be an object, of whatever class?
#include <algorithm>
#include <iostream>

#include "common/geometry/exact_math.hpp"
#include "common/geometry/nms.hpp"
#include "common/io/bundled_files.hpp"

#include "stages/2_proposals/proposals.hpp"
#include "stages/2_proposals/proposals_transfer.hpp"
#include "stages/program/demo/box_text.hpp"
#include "stages/program/demo/bundled_trace.hpp"
#include "stages/program/demo/demo_both_sides.hpp"
#include "stages/program/demo/demo_program.hpp"

#include "viz/2_proposals.hpp"
#include "viz/image_io.hpp"

namespace mrcnn {

/// The bundled model's anchors, for images of 256 pixels, and how many boxes it keeps.
ProposalsParams demo_proposals_params() {
  return {.anchor_sizes = {16, 32, 64, 128, 192}, .pre_nms_top_n = 500, .post_nms_top_n = 300};
}

namespace {

/// How many anchors, candidates and proposals each level has.
void print_levels(const RpnOutput<Host>& rpn, const ProposalsTrace<Host>& trace) {
  std::cout << "\nlevel  anchors  candidates  proposals\n";
  for (std::int32_t level = kLowestLevel; level <= kHighestLevel; ++level) {
    const auto on_level = [level](const HostTensor<std::int32_t, 1>& levels) {
      return static_cast<double>(std::count(levels.begin(), levels.end(), level));
    };
    const auto kept = std::count_if(trace.kept.begin(), trace.kept.end(), [&](std::int32_t row) {
      return trace.candidate_levels(row) == level;
    });
    std::cout << "P" << level << right_aligned(on_level(rpn.anchor_levels), 0, 12)
              << right_aligned(on_level(trace.candidate_levels), 0, 12)
              << right_aligned(static_cast<double>(kept), 0, 11) << "\n";
  }
}

void show_proposals(const std::filesystem::path& picture) {
  // the output of stage 1 for a scene; boxes are in its 256 x 256 pixels, corners are edges of
  // pixels
  const BundledTrace saved;
  const FeaturePyramid<Host> pyramid = saved.pyramid();
  const ImageSize size{256, 256};
  const BoxFrame frame(Box{0, 0, 256, 256}, CornerRule::exclusive);

  // step 1: a small network scores every anchor, object or not, and says how to move it
  const ProposalsParams params = demo_proposals_params();
  const int channels = 64;  // of the bundled model's pyramid
  const RpnWeights<Host> weights =
      load_rpn_weights(WeightStore::open(default_model()), params, channels);
  const RpnOutput<Host> rpn = rpn_head(pyramid, size, weights, params);

  // step 2: the best anchors of each level, moved, then filtered by NMS
  ProposalsTrace<Host> trace;
  const Proposals<Host> found = proposals(rpn, frame, params, &trace);

  // the best proposal, from its anchor to its box
  const std::int32_t anchor = trace.candidate_anchors(trace.kept(0));
  const float logit = rpn.objectness(anchor);
  std::cout << "anchor " << anchor << " of P" << rpn.anchor_levels(anchor) << "  "
            << box_text(rpn.anchors(anchor)) << "\n"
            << "logit " << fixed_decimals(logit, 2) << ", probability "
            << fixed_decimals(exact_sigmoid(logit), 4) << ", deltas dx"
            << right_aligned(rpn.deltas(anchor, 0), 2) << " dy"
            << right_aligned(rpn.deltas(anchor, 1), 2) << " dw"
            << right_aligned(rpn.deltas(anchor, 2), 2) << " dh"
            << right_aligned(rpn.deltas(anchor, 3), 2) << "\n"
            << "proposal 0            " << box_text(found.boxes(0)) << "\n";
  print_levels(rpn, trace);
  const HostTensor<std::int32_t, 1>& by = trace.suppressed_by;
  std::cout << "\nNMS filters "
            << std::count_if(by.begin(), by.end(), [](std::int32_t row) { return row >= 0; })
            << " of " << by.size() << " candidates, whose IoU with a better one is above "
            << fixed_decimals(params.nms_iou, 1) << "; "
            << std::count(by.begin(), by.end(), kCutByLimit) << " more are over the limit of "
            << params.post_nms_top_n << "\n";

  // step 2 on the device: the same boxes in the same order
  const RpnOutput<Device> device_rpn = to_device(rpn);
  show_both_sides([&] { return proposals(rpn, frame, params).boxes; },
                  [&] { return proposals(device_rpn, frame, params).boxes; });

  write_png(picture, draw_proposals(saved.image(), found, trace));
}

}  // namespace
}  // namespace mrcnn

int main(int argc, char** argv) {
  return mrcnn::main_of_demo(argc, argv, "demo_2_proposals.png", mrcnn::show_proposals);
}
