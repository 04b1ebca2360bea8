#include "stages/program/compare/compare_iou_filter.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>
#include <string_view>
#include <utility>

#include "common/trace/array_values.hpp"

#include "stages/program/compare/selection.hpp"

namespace mrcnn {
namespace {

/// The IoU of a detection with one truth; -1 stands for none, which is an IoU of 0.
double overlap(std::span<const float> row, std::int32_t truth) {
  return truth < 0 || static_cast<std::size_t>(truth) >= row.size()
             ? 0.0
             : double{row[static_cast<std::size_t>(truth)]};
}

/// What one trace knows about its decisions.
struct Decisions {
  std::optional<Array> iou;
  std::optional<Array> best_iou;
  std::optional<Array> best_truth;
  std::optional<Array> keep;

  explicit Decisions(const ComparedTrace& trace)
      : best_iou(trace.list("5_iou_filter/best_iou", DType::f32, 0)),
        best_truth(trace.list("5_iou_filter/best_truth", DType::i32, 0)),
        keep(trace.list("5_iou_filter/keep", DType::u8, 0)) {
    if (trace.folder.has("5_iou_filter/iou")) {
      iou = trace.folder.read("5_iou_filter/iou");
    }
  }
};

/// Where the two traces may differ.
class Ties {
 public:
  explicit Ties(const TracePair& traces)
      : a_(traces.a), b_(traces.b), min_iou_(traces.setting("iou_filter.min_iou", 0.5)) {}

  [[nodiscard]] bool keep(std::size_t detection) const {
    return near_threshold(a_, detection) && near_threshold(b_, detection);
  }

  /// The two objects overlap the detection equally, in the eyes of both.
  [[nodiscard]] bool truth(std::size_t detection) const {
    return nearly_equal_truths(a_, detection) && nearly_equal_truths(b_, detection);
  }

  /// Rows of the kept list, named by the detection they are.
  [[nodiscard]] std::optional<RowMatch> kept_rows() const {
    if (!a_.keep || !b_.keep) {
      return std::nullopt;
    }
    const std::vector<std::int64_t> kept_a = kept(*a_.keep);
    const std::vector<std::int64_t> kept_b = kept(*b_.keep);
    RowMatch match;
    match.pairing = *pair_by_key(kept_a, kept_b);
    match.excused_only_a = excused(match.pairing.only_a, kept_a);
    match.excused_only_b = excused(match.pairing.only_b, kept_b);
    return match;
  }

 private:
  [[nodiscard]] bool near_threshold(const Decisions& side, std::size_t detection) const {
    return side.best_iou && detection < side.best_iou->shape[0] &&
           std::abs(double{values_of<float>(*side.best_iou)[detection]} - min_iou_) <= kIouGap;
  }

  [[nodiscard]] bool nearly_equal_truths(const Decisions& side, std::size_t detection) const {
    if (!side.iou || side.iou->dtype != DType::f32 || !a_.best_truth || !b_.best_truth) {
      return false;
    }
    const std::int32_t truth_a = values_of<std::int32_t>(*a_.best_truth)[detection];
    const std::int32_t truth_b = values_of<std::int32_t>(*b_.best_truth)[detection];
    const std::size_t truths = elements_per_row(*side.iou);
    const auto row = values_of<float>(*side.iou).subspan(detection * truths, truths);
    return truth_a != truth_b && std::abs(overlap(row, truth_a) - overlap(row, truth_b)) <= kIouGap;
  }

  [[nodiscard]] static std::vector<std::int64_t> kept(const Array& keep) {
    std::vector<std::int64_t> detections;
    const auto flags = values_of<std::uint8_t>(keep);
    for (std::size_t i = 0; i < flags.size(); ++i) {
      if (flags[i] != 0) {
        detections.push_back(static_cast<std::int64_t>(i));
      }
    }
    return detections;
  }

  [[nodiscard]] std::vector<std::size_t> excused(const std::vector<std::size_t>& rows,
                                                 const std::vector<std::int64_t>& kept) const {
    std::vector<std::size_t> result;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(result),
                 [&](std::size_t row) { return keep(static_cast<std::size_t>(kept[row])); });
    return result;
  }

  Decisions a_;
  Decisions b_;
  double min_iou_;
};

bool is_list_of_kept(std::string_view leaf) {
  return leaf == "boxes" || leaf == "scores" || leaf == "labels";
}

}  // namespace

ArrayComparison compare_iou_filter(const TracePair& traces, const std::string& array,
                                   const Bound& bound, const Words& words) {
  const Ties ties(traces);
  const Array a = traces.a.folder.read(array);
  const Array b = traces.b.folder.read(array);
  const std::string leaf = array.substr(array.find('/') + 1);
  if (is_list_of_kept(leaf)) {
    const auto rows = ties.kept_rows();
    return rows ? compare_rows(array, a, b, bound, *rows, words)
                : compare_elements(array, a, b, bound, words);
  }
  return compare_elements(array, a, b, bound, words, [&](std::size_t detection) {
    return leaf == "keep" ? ties.keep(detection) : ties.truth(detection);
  });
}

}  // namespace mrcnn
