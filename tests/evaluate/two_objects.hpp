#pragma once
#include <string>
#include <utility>
#include <vector>

#include "common/io/temporary_folder.hpp"

#include "stages/pipeline/array_table.hpp"
#include "stages/program/evaluate/traced_run.hpp"

#include "tests/support/boxes.hpp"

namespace mrcnn {

inline Config two_classes() {
  Config config;
  config.classes = {"background", "circle", "square"};
  return config;
}

/// A run on 64 x 64 pixels, small enough to follow by hand: an object of class 1 at kObject, one of
/// class 2 at kOther, and everything about them in the state. Tests change a number and see what
/// follows. The trace's folder is empty: it gives messages their paths.
class TwoObjects {
 public:
  static constexpr Box kObject{10, 10, 30, 30};
  static constexpr Box kBeside{12, 10, 32, 30};  // IoU 360 / 440 with kObject
  static constexpr Box kOther{40, 40, 60, 60};

  TwoObjects() {
    auto& s = state();
    s.input.original = s.input.resized = {64, 64};
    // anchors 0 and 1 are the object's, anchor 2 is the other one's; the network moves none
    s.rpn.anchors = list<Box>({kObject, kBeside, kOther});
    s.rpn.anchor_levels = list<std::int32_t>({2, 2, 3});
    s.rpn.objectness = list<float>({2.0F, 1.0F, 0.0F});
    s.rpn.deltas = filled_tensor<float>({3, 4}, 0.0F);
    // every anchor is a candidate; NMS suppresses the second
    s.proposals_trace.candidates = s.rpn.anchors;
    s.proposals_trace.candidate_anchors = list<std::int32_t>({0, 1, 2});
    s.proposals_trace.candidate_scores = list<float>({0.9F, 0.7F, 0.5F});
    s.proposals_trace.candidate_levels = s.rpn.anchor_levels;
    s.proposals_trace.suppressed_by = list<std::int32_t>({-1, 0, -1});
    s.proposals_trace.kept = list<std::int32_t>({0, 2});
    s.proposals.boxes = list<Box>({kObject, kOther});
    s.roi_align.levels = list<std::int32_t>({2, 3});
    // candidates of stage 4: (proposal, class) = (0, 1), (0, 2), (1, 1), (1, 2)
    auto& t = s.detections_trace;
    t.class_probabilities = {{0.1F, 0.8F, 0.1F}, {0.35F, 0.05F, 0.6F}};
    t.candidates = {{0, 1}, {0, 2}, {1, 1}, {1, 2}};
    t.candidate_boxes = list<Box>({kObject, kObject, kOther, kOther});
    t.candidate_scores = list<float>({0.8F, 0.1F, 0.05F, 0.6F});
    t.suppressed_by = list<std::int32_t>({-1, -3, -3, -1});
    t.proposals = list<std::int32_t>({0, 1});
    s.head.box_deltas = filled_tensor<float>({2, 12}, 0.0F);
    s.detections = {list<Box>({kObject, kOther}), list<float>({0.8F, 0.6F}),
                    list<std::int32_t>({1, 2})};
    // ground truth, and masks of 2 x 2 pixels' worth on the image
    s.truth = {list<Box>({kObject, kOther}), list<std::int32_t>({1, 2})};
    s.truth_masks = filled_tensor<std::uint8_t>({2, 64, 64}, 0);
    s.iou_filter.best_truth = list<std::int32_t>({0, 1});
    s.iou_filter.best_iou = list<float>({1.0F, 1.0F});
    s.iou_filter.keep = list<std::uint8_t>({1, 1});
    s.result.masks = filled_tensor<std::uint8_t>({2, 64, 64}, 0);
    for (const ArrayRow& row : array_table()) {
      s.arrays[row.name] = {};
    }
  }

  [[nodiscard]] const TracedRun& run() const { return run_; }

  PipelineState<Host>& state() { return run_.state; }

  Config& config() { return run_.config; }

  /// The trace lacks an array.
  void remove(const std::string& array) { run_.state.arrays.erase(array); }

  /// "FOLDER/2_proposals/kept.npy"
  [[nodiscard]] std::string file(const std::string& array) const {
    return run_.trace.path_of(array).string();
  }

  [[nodiscard]] const TraceFolder& trace() const { return run_.trace; }

 private:
  TemporaryFolder folder_;
  TracedRun run_{TraceFolder::create(folder_.path() / "trace"), two_classes(), {}};
};

}  // namespace mrcnn
