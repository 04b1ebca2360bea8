#include "stages/program/compare/comparer.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "common/error.hpp"
#include "common/trace/array_tensor.hpp"
#include "common/trace/npy.hpp"

#include "stages/program/compare/compare_arrays.hpp"
#include "stages/program/compare/compare_iou_filter.hpp"
#include "stages/program/compare/compare_selection.hpp"
#include "stages/program/compare/compared_traces.hpp"

namespace mrcnn {
namespace {

/// The detections of a folder, if boxes, scores and labels are all there.
std::optional<DetectionList> detections_in(const ComparedTrace& trace, const std::string& folder) {
  const auto boxes = trace.list(folder + "/boxes", DType::f32, 4);
  const auto scores = trace.list(folder + "/scores", DType::f32, 0);
  const auto labels = trace.list(folder + "/labels", DType::i32, 0);
  if (!boxes || !scores || !labels) {
    return std::nullopt;
  }
  const auto box_list = to_tensor<Box, 1>(*boxes, folder + "/boxes");
  const auto score_list = to_tensor<float, 1>(*scores, folder + "/scores");
  const auto label_list = to_tensor<std::int32_t, 1>(*labels, folder + "/labels");
  return DetectionList{{box_list.begin(), box_list.end()},
                       {score_list.begin(), score_list.end()},
                       {label_list.begin(), label_list.end()}};
}

class Comparer {
 public:
  Comparer(const TraceFolder& a, const TraceFolder& b, const CompareOptions& options)
      : traces_{ComparedTrace(a), ComparedTrace(b)},
        options_(options),
        relation_(traces_.relation()) {}

  Comparison run() {
    Comparison result;
    result.label_a = traces_.a.label();
    result.label_b = traces_.b.label();
    result.relation = relation_;
    result.notes = traces_.notes();
    list_arrays(result);
    for (const StepInfo& step : options_.steps) {
      if (!has_common_array(step)) {
        continue;
      }
      if (!options_.keep_going && result.first_broken() != nullptr) {
        ++result.steps_not_looked_at;
        continue;
      }
      result.steps.push_back(compare_step(step));
    }
    if (result.needs_detections() && result.steps_not_looked_at == 0) {
      compare_detections(result);
    }
    return result;
  }

 private:
  void list_arrays(Comparison& result) const {
    std::set<std::string> made;
    for (const StepInfo& step : options_.steps) {
      made.insert(step.writes.begin(), step.writes.end());
    }
    for (const std::string& array : traces_.a.folder.arrays()) {
      if (!traces_.b.folder.has(array)) {
        result.only_in_a.push_back(array);
      } else if (!made.contains(array)) {
        result.given.push_back({array, is_equal(array)});
      }
    }
    for (const std::string& array : traces_.b.folder.arrays()) {
      if (!traces_.a.folder.has(array)) {
        result.only_in_b.push_back(array);
      }
    }
  }

  [[nodiscard]] bool has_common_array(const StepInfo& step) const {
    return std::any_of(step.writes.begin(), step.writes.end(),
                       [&](const std::string& array) { return traces_.both_have(array); });
  }

  /// Whether both traces hold the same elements. Asked again by every step that reads the array.
  bool is_equal(const std::string& array) const {
    const auto known = equal_.find(array);
    if (known != equal_.end()) {
      return known->second;
    }
    const bool equal = are_equal(traces_.a.folder.read(array), traces_.b.folder.read(array));
    return equal_[array] = equal;
  }

  /// What keeps a step from being judged alone; empty if nothing does.
  [[nodiscard]] std::string why_chained(const StepInfo& step) const {
    const auto missing = [&](const std::string& array) {
      const bool in_a = traces_.a.folder.has(array);
      const bool in_b = traces_.b.folder.has(array);
      return in_a || in_b ? concat(array, " is missing in ", in_a ? "B" : "A")
                          : concat(array, " is missing in both");
    };
    for (const std::string& array : step.reads) {
      if (!traces_.both_have(array)) {
        return missing(array);
      }
      if (!is_equal(array)) {
        return array + " differs";
      }
    }
    for (const std::string& array : step.reads_if_there) {
      if (traces_.a.folder.has(array) != traces_.b.folder.has(array)) {
        return missing(array);
      }
      if (traces_.a.folder.has(array) && !is_equal(array)) {
        return array + " differs";
      }
    }
    for (const std::string& array : step.reads_shape_of) {
      if (!traces_.both_have(array)) {
        return missing(array);
      }
      if (shape_in(traces_.a, array) != shape_in(traces_.b, array)) {
        return array + " has another shape";
      }
    }
    return "";
  }

  static std::vector<std::size_t> shape_in(const ComparedTrace& trace, const std::string& array) {
    return read_npy_header(trace.folder.path_of(array)).shape;
  }

  StepComparison compare_step(const StepInfo& step) {
    StepComparison result;
    result.step = step.name;
    result.why_chained = why_chained(step);
    result.mode = result.why_chained.empty() ? Mode::kIsolated : Mode::kChained;
    std::map<std::string, SelectionComparison> selections;
    for (const std::string& array : step.writes) {
      if (traces_.both_have(array)) {
        result.arrays.push_back(result.mode == Mode::kIsolated ? compare_isolated(array, selections)
                                                               : compare_chained(array));
        equal_[array] = result.arrays.back().verdict == Verdict::kEqual;
      }
    }
    return result;
  }

  /// Held to its bound. Another program's near ties are excused, our own have none.
  ArrayComparison compare_isolated(const std::string& array,
                                   std::map<std::string, SelectionComparison>& selections) const {
    const BoundsRow& row = bounds_of(array);
    const Bound bound = bound_between(row, relation_);
    const NearTie near_tie = relation_.foreign ? row.near_tie : NearTie::kNone;
    if (near_tie == NearTie::kSelection) {
      const std::string folder = array.substr(0, array.find('/'));
      const auto selection = selections.try_emplace(folder, traces_, folder).first;
      return selection->second.compare(array, bound, words());
    }
    if (near_tie == NearTie::kIouFilter) {
      return compare_iou_filter(traces_, array, bound, words());
    }
    const Array a = traces_.a.folder.read(array);
    Excuse excuse;
    if (near_tie == NearTie::kRoiLevel) {
      excuse = excuse_of_roi_level(traces_, array, a);
    } else if (near_tie == NearTie::kMaskPixel) {
      excuse = excuse_of_mask_pixel(traces_, a, options_.soft_mask);
    }
    return compare_elements(array, a, traces_.b.folder.read(array), bound, words(), excuse);
  }

  /// Measured, not judged.
  [[nodiscard]] ArrayComparison compare_chained(const std::string& array) const {
    ArrayComparison result = compare_elements(array, traces_.a.folder.read(array),
                                              traces_.b.folder.read(array), Bound{}, words());
    if (result.verdict == Verdict::kBroken) {
      result.verdict = Verdict::kDiffers;
    }
    return result;
  }

  /// The last step that made detections in both runs speaks for them.
  void compare_detections(Comparison& result) const {
    for (const std::string folder : {"6_masks", "5_iou_filter", "4_box_head"}) {
      const auto a = detections_in(traces_.a, folder);
      const auto b = detections_in(traces_.b, folder);
      if (a && b) {
        result.detections = match_detections(*a, *b);
        result.detections_from = folder;
        return;
      }
    }
  }

  [[nodiscard]] Words words() const {
    return [this](const std::string& array, const std::vector<std::size_t>& index, Side side) {
      const TraceFolder& trace = side == Side::kA ? traces_.a.folder : traces_.b.folder;
      return options_.describe ? options_.describe(array, index, trace) : array + shape_text(index);
    };
  }

  TracePair traces_;
  const CompareOptions& options_;
  Relation relation_;
  mutable std::map<std::string, bool> equal_;
};

}  // namespace

Comparison compare_traces(const TraceFolder& a, const TraceFolder& b,
                          const CompareOptions& options) {
  return Comparer(a, b, options).run();
}

}  // namespace mrcnn
