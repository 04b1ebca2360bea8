#include "stages/program/compare/trace_counts.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/trace/npy.hpp"

namespace mrcnn {
namespace {

/// An array and its axes: a number is that number, a letter the same number in the whole trace (a
/// number before it multiplies), "*" is free. Letters as in docs/notation.md; D' is written E.
struct Layout {
  std::string array;
  std::vector<std::string> axes;
};

const std::vector<Layout>& layouts() {
  static const std::vector<Layout> kLayouts = {
      {"0_image/image", {"H0", "W0", "3"}},
      {"0_image/input", {"3", "H", "W"}},
      {"0_image/resized_size", {"2"}},
      {"0_image/original_size", {"2"}},
      {"1_features/c2", {"*", "*", "*"}},
      {"1_features/c3", {"*", "*", "*"}},
      {"1_features/c4", {"*", "*", "*"}},
      {"1_features/c5", {"*", "*", "*"}},
      {"1_features/p2", {"C", "*", "*"}},
      {"1_features/p3", {"C", "*", "*"}},
      {"1_features/p4", {"C", "*", "*"}},
      {"1_features/p5", {"C", "*", "*"}},
      {"1_features/p6", {"C", "*", "*"}},
      {"2_proposals/anchors", {"A", "4"}},
      {"2_proposals/anchor_levels", {"A"}},
      {"2_proposals/objectness", {"A"}},
      {"2_proposals/deltas", {"A", "4"}},
      {"2_proposals/candidates", {"M", "4"}},
      {"2_proposals/candidate_anchors", {"M"}},
      {"2_proposals/candidate_scores", {"M"}},
      {"2_proposals/candidate_levels", {"M"}},
      {"2_proposals/suppressed_by", {"M"}},
      {"2_proposals/boxes", {"R", "4"}},
      {"2_proposals/scores", {"R"}},
      {"2_proposals/kept", {"R"}},
      {"3_roi_align/levels", {"R"}},
      {"3_roi_align/regions", {"R", "C", "S", "S"}},
      {"4_box_head/class_logits", {"R", "K"}},
      {"4_box_head/box_deltas", {"R", "4K"}},
      {"4_box_head/class_probabilities", {"R", "K"}},
      {"4_box_head/candidates", {"N", "2"}},
      {"4_box_head/candidate_boxes", {"N", "4"}},
      {"4_box_head/candidate_scores", {"N"}},
      {"4_box_head/suppressed_by", {"N"}},
      {"4_box_head/boxes", {"D", "4"}},
      {"4_box_head/scores", {"D"}},
      {"4_box_head/labels", {"D"}},
      {"4_box_head/proposals", {"D"}},
      {"5_iou_filter/truth_boxes", {"G", "4"}},
      {"5_iou_filter/truth_labels", {"G"}},
      {"5_iou_filter/truth_masks", {"G", "H0", "W0"}},
      {"5_iou_filter/iou", {"D", "G"}},
      {"5_iou_filter/best_iou", {"D"}},
      {"5_iou_filter/best_truth", {"D"}},
      {"5_iou_filter/class_matches", {"D"}},
      {"5_iou_filter/keep", {"D"}},
      {"5_iou_filter/boxes", {"E", "4"}},
      {"5_iou_filter/scores", {"E"}},
      {"5_iou_filter/labels", {"E"}},
      {"6_masks/regions", {"E", "C", "T", "T"}},
      {"6_masks/logits", {"E", "2T", "2T"}},
      {"6_masks/masks28", {"E", "2T", "2T"}},
      {"6_masks/boxes", {"E", "4"}},
      {"6_masks/scores", {"E"}},
      {"6_masks/labels", {"E"}},
      {"6_masks/masks", {"E", "H0", "W0"}},
  };
  return kLayouts;
}

/// The letters met so far, with the array each was first met in.
class Counts {
 public:
  explicit Counts(const TraceFolder& trace) : trace_(trace) {}

  void add(const Layout& layout) {
    const std::vector<std::size_t> shape = read_npy_header(trace_.path_of(layout.array)).shape;
    if (shape.size() != layout.axes.size()) {
      fail(layout.array, concat("wrong number of axes, expected ", layout.axes.size()), shape);
    }
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
      add_axis(layout, shape, axis);
    }
  }

  /// One candidate per proposal and class but the background.
  void check_candidates() const {
    const auto proposals = known_.find("R");
    const auto classes = known_.find("K");
    const auto candidates = known_.find("N");
    if (proposals == known_.end() || classes == known_.end() || candidates == known_.end() ||
        classes->second.first == 0) {
      return;
    }
    const std::size_t expected = proposals->second.first * (classes->second.first - 1);
    if (candidates->second.first != expected) {
      throw InputError(concat(file(candidates->second.second), ": counts contradict, expected ",
                              expected, " rows, one per proposal and class, got ",
                              candidates->second.first));
    }
  }

  /// As many kept detections as flags that are set.
  void check_kept() const {
    const std::string keep = "5_iou_filter/keep";
    const auto kept = known_.find("E");
    if (kept == known_.end() || !trace_.has(keep)) {
      return;
    }
    const Array flags = trace_.read(keep);
    const auto set =
        flags.bytes.size() -
        static_cast<std::size_t>(std::count(flags.bytes.begin(), flags.bytes.end(), std::byte{0}));
    if (flags.dtype == DType::u8 && set != kept->second.first) {
      throw InputError(concat(file(kept->second.second), ": counts contradict, expected ", set,
                              " rows, as many as 5_iou_filter/keep has set, got ",
                              kept->second.first));
    }
  }

 private:
  void add_axis(const Layout& layout, const std::vector<std::size_t>& shape, std::size_t axis) {
    const std::string& code = layout.axes[axis];
    if (code == "*") {
      return;
    }
    std::size_t digits = 0;
    while (digits < code.size() && std::isdigit(static_cast<unsigned char>(code[digits])) != 0) {
      ++digits;
    }
    const std::size_t factor = digits == 0 ? 1 : std::stoul(code.substr(0, digits));
    const std::string letter = code.substr(digits);
    if (letter.empty()) {
      if (shape[axis] != factor) {
        fail(layout.array, concat("axis ", axis, " has the wrong size, expected ", factor), shape);
      }
      return;
    }
    if (shape[axis] % factor != 0) {
      fail(layout.array,
           concat("axis ", axis, " has the wrong size, expected a multiple of ", factor), shape);
    }
    const auto [known, is_new] =
        known_.emplace(letter, std::pair(shape[axis] / factor, layout.array));
    if (!is_new && known->second.first != shape[axis] / factor) {
      fail(layout.array,
           concat("counts contradict, expected ", known->second.first * factor, " in axis ", axis,
                  " to go with ", known->second.second),
           shape);
    }
  }

  [[noreturn]] void fail(const std::string& array, const std::string& reason,
                         const std::vector<std::size_t>& shape) const {
    throw InputError(concat(file(array), ": ", reason, ", got ", shape_text(shape)));
  }

  [[nodiscard]] std::string file(const std::string& array) const {
    return path_text(trace_.path_of(array));
  }

  const TraceFolder& trace_;
  std::map<std::string, std::pair<std::size_t, std::string>> known_;
};

}  // namespace

void check_counts(const TraceFolder& trace) {
  Counts counts(trace);
  for (const Layout& layout : layouts()) {
    if (trace.has(layout.array)) {
      counts.add(layout);
    }
  }
  counts.check_candidates();
  counts.check_kept();
}

}  // namespace mrcnn
