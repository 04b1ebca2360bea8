#include "stages/program/compare/comparer.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "common/error.hpp"
#include "common/trace/npy.hpp"

#include "stages/program/compare/compared_traces.hpp"
#include "stages/program/compare/selection_match.hpp"
#include "stages/program/compare/ties.hpp"

namespace mrcnn {
namespace {

class Comparer {
 public:
  Comparer(const TraceFolder& a, const TraceFolder& b, const CompareOptions& options)
      : traces_(a, b), options_(options) {
    result_.label_a = traces_.a.label();
    result_.label_b = traces_.b.label();
    result_.relation = traces_.relation();
    result_.notes = traces_.notes();
  }

  Comparison run() {
    list_arrays();
    for (const StepInfo& step : options_.steps) {
      const bool has_common_array =
          std::any_of(step.writes.begin(), step.writes.end(),
                      [&](const std::string& array) { return traces_.both_have(array); });
      if (has_common_array && !options_.keep_going && result_.first_broken() != nullptr) {
        ++result_.steps_not_looked_at;
      } else if (has_common_array) {
        compare_step(step);
      }
    }
    if (result_.needs_detections() && result_.steps_not_looked_at == 0) {
      compare_detections();
    }
    return std::move(result_);
  }

 private:
  void list_arrays() {
    std::set<std::string> made;
    for (const StepInfo& step : options_.steps) {
      made.insert(step.writes.begin(), step.writes.end());
    }
    for (const std::string& array : traces_.a.folder.arrays()) {
      if (!traces_.b.folder.has(array)) {
        result_.only_in_a.push_back(array);
      } else if (!made.contains(array)) {
        result_.given.push_back({array, is_equal(array)});
      }
    }
    for (const std::string& array : traces_.b.folder.arrays()) {
      if (!traces_.a.folder.has(array)) {
        result_.only_in_b.push_back(array);
      }
    }
  }

  /// Whether both traces hold the same elements; remembered, since several steps read an array.
  bool is_equal(const std::string& array) {
    const auto [known, is_new] = equal_.try_emplace(array, false);
    if (is_new) {
      known->second = are_equal(traces_.a.folder.read(array), traces_.b.folder.read(array));
    }
    return known->second;
  }

  /// Why an array that a step reads prevents judging the step; empty if it does not.
  std::string difference_in(const std::string& array) {
    if (!traces_.both_have(array)) {
      const bool in_a = traces_.a.folder.has(array);
      const bool in_b = traces_.b.folder.has(array);
      return array + " is missing in " + (in_a ? "B" : in_b ? "A" : "both");
    }
    return is_equal(array) ? "" : array + " differs";
  }

  std::string why_end_to_end(const StepInfo& step) {
    std::string reason;
    for (const std::string& array : step.reads) {
      reason = reason.empty() ? difference_in(array) : reason;
    }
    for (const std::string& array : step.reads_if_there) {
      const bool is_anywhere = traces_.a.folder.has(array) || traces_.b.folder.has(array);
      reason = reason.empty() && is_anywhere ? difference_in(array) : reason;
    }
    for (const std::string& array : step.reads_shape_of) {
      const bool same_shape =
          traces_.both_have(array) && read_npy_header(traces_.a.folder.path_of(array)).shape ==
                                          read_npy_header(traces_.b.folder.path_of(array)).shape;
      if (reason.empty() && !same_shape) {
        reason = traces_.both_have(array) ? array + " has another shape" : difference_in(array);
      }
    }
    return reason;
  }

  void compare_step(const StepInfo& step) {
    StepComparison compared;
    compared.step = step.name;
    compared.why_end_to_end = why_end_to_end(step);
    for (const std::string& array : step.writes) {
      if (traces_.both_have(array)) {
        compared.arrays.push_back(compared.is_teacher_forced() ? judge(array) : measure(array));
        compared.arrays.back().step = step.name;
        equal_[array] = compared.arrays.back().verdict == Verdict::kEqual;
      }
    }
    result_.steps.push_back(std::move(compared));
  }

  /// Holds an array to its bound. Ties are exempted only if another program made it.
  ArrayComparison judge(const std::string& array) {
    const BoundsRow& row = bounds_of(array);
    const Array a = traces_.a.folder.read(array);
    const Array b = traces_.b.folder.read(array);
    Relation relation = result_.relation;
    relation.other_program = relation.other_program || is_edited(array, a, b);
    const Bound bound = bound_between(row, relation);
    if (!relation.other_program) {
      return compare_arrays(array, a, b, bound, traces_);
    }
    if (row.tie == Tie::candidates || row.tie == Tie::selected) {
      const SelectionMatch& selection =
          selections_.try_emplace(row.folder, traces_, row.folder).first->second;
      return compare_arrays(array, a, selection.in_rows_of_a(array, b), bound, traces_,
                            selection.exemptions(array, row.tie));
    }
    return compare_arrays(array, a, b, bound, traces_, element_ties(traces_, row.tie, array, a));
  }

  /// Whether a difference comes from an array that was edited after the run; notes it.
  bool is_edited(const std::string& array, const Array& a, const Array& b) {
    bool edited = false;
    for (const auto& [trace, side] : {std::pair(&traces_.a, "A"), std::pair(&traces_.b, "B")}) {
      if (a != b && trace->is_edited(array)) {
        const std::string note = concat(array, " was edited in ", side);
        if (std::find(result_.notes.begin(), result_.notes.end(), note) == result_.notes.end()) {
          result_.notes.push_back(note);
        }
        edited = true;
      }
    }
    return edited;
  }

  [[nodiscard]] ArrayComparison measure(const std::string& array) const {
    ArrayComparison result = compare_arrays(array, traces_.a.folder.read(array),
                                            traces_.b.folder.read(array), Bound{}, traces_);
    if (result.verdict == Verdict::kBroken) {
      result.verdict = Verdict::kDiffers;
    }
    return result;
  }

  /// Matches the detections of the last folder that has them in both traces.
  void compare_detections() {
    for (const std::string folder : {"6_masks", "5_iou_filter", "4_box_head"}) {
      const auto a = read_detections(traces_.a, folder);
      const auto b = read_detections(traces_.b, folder);
      if (a && b) {
        result_.detections = match_detections(*a, *b);
        result_.detections_from = folder;
        return;
      }
    }
  }

  TracePair traces_;
  const CompareOptions& options_;
  Comparison result_;
  std::map<std::string, bool> equal_;
  std::map<std::string, SelectionMatch> selections_;  // by folder
};

}  // namespace

Comparison compare_traces(const TraceFolder& a, const TraceFolder& b,
                          const CompareOptions& options) {
  return Comparer(a, b, options).run();
}

}  // namespace mrcnn
