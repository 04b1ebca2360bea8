// Stage 2 on its own: where there may be an object, whatever it is.
#include <algorithm>
#include <iostream>

#include "common/geometry/exact_math.hpp"
#include "common/geometry/nms.hpp"

#include "stages/2_proposals/proposals.hpp"
#include "stages/pipeline/model/default_model.hpp"
#include "stages/pipeline/pipeline.hpp"
#include "stages/pipeline/transfer.hpp"
#include "stages/program/demo/demo_both_sides.hpp"
#include "stages/program/demo/demo_program.hpp"

#include "viz/0_image.hpp"
#include "viz/2_proposals.hpp"
#include "viz/image_io.hpp"

namespace mrcnn {
namespace {

std::string words(const Box& box) {
  return "(" + column(box.x1, 1, 6) + column(box.y1, 1, 7) + column(box.x2, 1, 7) +
         column(box.y2, 1, 7) + ")";
}

/// How many anchors, candidates and proposals each level has.
void print_levels(const RpnOutput<Host>& rpn, const ProposalsTrace<Host>& trace) {
  std::cout << "\nlevel  anchors  candidates  proposals\n";
  for (std::int32_t level = kLowestLevel; level <= kHighestLevel; ++level) {
    const auto kept = std::count_if(trace.kept.begin(), trace.kept.end(), [&](std::int32_t row) {
      return trace.candidate_levels(row) == level;
    });
    const auto count = [level](const HostTensor<std::int32_t, 1>& levels) {
      return static_cast<double>(std::count(levels.begin(), levels.end(), level));
    };
    std::cout << "P" << level << column(count(rpn.anchor_levels), 0, 12)
              << column(count(trace.candidate_levels), 0, 12)
              << column(static_cast<double>(kept), 0, 11) << "\n";
  }
}

void show_proposals(const std::filesystem::path& picture) {
  // what stage 1 made of a scene
  const Model model = load_model(default_model());
  PipelineState<Host> s;
  set_image(s, read_image_file(demo_scene()).image, model.config.image);
  run_pipeline(s, model.config, &model, {.to = Step::features});
  const ImageSize padded{static_cast<int>(s.input.pixels.shape(0)),
                         static_cast<int>(s.input.pixels.shape(1))};

  // step 1: one small network says of every anchor whether it holds an object, and how to move it
  const RpnOutput<Host> rpn = rpn_head(s.pyramid, padded, model.rpn, model.config.proposals);

  // step 2: the best anchors of each level, moved, then thinned where they overlap
  ProposalsTrace<Host> trace;
  const Proposals<Host> found = proposals(rpn, BoxFrame(s.input.resized), model.config.proposals, &trace);

  // the best proposal, from its anchor to its box
  const std::int32_t candidate = trace.kept(0);
  const std::int32_t anchor = trace.candidate_anchors(candidate);
  std::cout << "anchor " << anchor << " of P" << rpn.anchor_levels(anchor) << "  "
            << words(rpn.anchors(anchor)) << "\n"
            << "logit " << column(rpn.objectness(anchor), 2, 0) << ", probability "
            << column(exact_sigmoid(rpn.objectness(anchor)), 4, 0) << ", deltas dx"
            << column(rpn.deltas(anchor, 0), 2) << " dy" << column(rpn.deltas(anchor, 1), 2)
            << " dw" << column(rpn.deltas(anchor, 2), 2) << " dh"
            << column(rpn.deltas(anchor, 3), 2) << "\n"
            << "proposal 0            " << words(found.boxes(0)) << "\n";
  print_levels(rpn, trace);
  const auto suppressed = std::count_if(trace.suppressed_by.begin(), trace.suppressed_by.end(),
                                        [](std::int32_t by) { return by >= 0; });
  std::cout << "\n"
            << suppressed << " of " << trace.candidates.size()
            << " candidates overlap a better one by more than "
            << column(model.config.proposals.nms_iou, 1, 0) << "; "
            << std::count(trace.suppressed_by.begin(), trace.suppressed_by.end(), kCutByLimit)
            << " more are beyond the limit of " << model.config.proposals.post_nms_top_n << "\n";

  // step 2 on the device: the same boxes in the same order
  const RpnOutput<Device> device_rpn = to_device(rpn);
  const ProposalsParams& params = model.config.proposals;
  show_both_sides([&] { return proposals(rpn, BoxFrame(s.input.resized), params).boxes; },
                  [&] { return proposals(device_rpn, BoxFrame(s.input.resized), params).boxes; });

  write_png(picture, draw_proposals(resized_photograph(s.input, model.config.image), found, trace));
}

}  // namespace
}  // namespace mrcnn

int main(int argc, char** argv) {
  return mrcnn::main_of_demo(argc, argv, "demo_2_proposals.png", mrcnn::show_proposals);
}
