#include <algorithm>
#include <cstdint>
#include <numeric>

#include "common/coco/rle.hpp"
#include "common/error.hpp"
#include "common/trace/array.hpp"

#include "viz/report/content_builder.hpp"
#include "viz/report/reduction.hpp"

namespace mrcnn {
namespace {

/// Candidates that were not rejected for their score, best first, as many as the budget allows.
std::vector<std::size_t> living_candidates(const Array& suppressed_by, const Array& scores,
                                           std::size_t most) {
  constexpr std::int32_t kBelowScore = -3;  // docs/trace.md
  const auto marks = values_of<std::int32_t>(suppressed_by);
  const auto values = values_of<float>(scores);
  check_shape(marks.size() == values.size(), "4_box_head: ", marks.size(), " marks, ",
              values.size(), " scores");
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < marks.size(); ++row) {
    if (marks[row] != kBelowScore) {
      rows.push_back(row);
    }
  }
  if (rows.size() > most) {
    std::nth_element(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(most), rows.end(),
                     [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
    rows.resize(most);
    std::sort(rows.begin(), rows.end());
  }
  return rows;
}

/// The four deltas of each candidate's class: (N, 4) from (R, 4K), where N = R (K - 1).
Array deltas_of(const Array& box_deltas, const std::vector<std::size_t>& candidates) {
  const std::size_t classes = box_deltas.shape[1] / 4;
  Array by_class = box_deltas;
  by_class.shape = {box_deltas.shape[0] * classes, 4};
  std::vector<std::size_t> rows;
  for (const std::size_t candidate : candidates) {
    rows.push_back(candidate / (classes - 1) * classes + candidate % (classes - 1) + 1);
  }
  return rows_of(by_class, rows);
}

void add_candidates(ContentBuilder& builder) {
  const std::string folder = "4_box_head/";
  const std::optional<Array> marks = builder.find(folder + "suppressed_by", DType::i32, 1);
  const std::optional<Array> scores = builder.find(folder + "candidate_scores", DType::f32, 1);
  const std::optional<Array> boxes = builder.find(folder + "candidate_boxes", DType::f32, 2);
  const std::optional<Array> pairs = builder.find(folder + "candidates", DType::i32, 2);
  if (!marks || !scores || !boxes || !pairs) {
    return;
  }
  const std::vector<std::size_t> rows =
      living_candidates(*marks, *scores, builder.budget.head_candidates);
  builder.content.pack.add(folder + "rows", numbers(rows));
  builder.content.pack.add(folder + "candidates", rows_of(*pairs, rows));
  builder.content.pack.add(folder + "candidate_boxes", rows_of(*boxes, rows));
  builder.content.pack.add(folder + "candidate_scores", rows_of(*scores, rows));
  builder.content.pack.add(folder + "suppressed_by", rows_of(*marks, rows));
  const std::optional<Array> deltas = builder.find(folder + "box_deltas", DType::f32, 2);
  if (deltas && deltas->shape[1] >= 8) {  // background and a class
    builder.content.pack.add(folder + "candidate_deltas", deltas_of(*deltas, rows));
  }
  if (rows.size() < marks->shape[0]) {
    builder.content.reduced.push_back(
        {folder + "candidates", "rows", rows.size(), marks->shape[0]});
  }
}

/// Run lengths of all true masks behind each other, and where each begins.
void add_truth_masks(ContentBuilder& builder, const Array& masks) {
  const ImageSize size{static_cast<int>(masks.shape[1]), static_cast<int>(masks.shape[2])};
  const std::size_t pixels = masks.shape[1] * masks.shape[2];
  const std::span<const std::uint8_t> values = values_of<std::uint8_t>(masks);
  std::vector<std::size_t> runs;
  std::vector<std::size_t> starts = {0};
  for (std::size_t g = 0; g < masks.shape[0]; ++g) {
    const Rle rle = encode_rle(values.subspan(g * pixels, pixels), size);
    runs.insert(runs.end(), rle.counts.begin(), rle.counts.end());
    starts.push_back(runs.size());
  }
  builder.content.pack.add("5_iou_filter/truth_runs", numbers(runs));
  builder.content.pack.add("5_iou_filter/truth_run_starts", numbers(starts));
}

}  // namespace

void add_heads(ContentBuilder& builder) {
  builder.copy("4_box_head/class_logits", DType::f32, 2);
  add_candidates(builder);
  builder.copy("4_box_head/boxes", DType::f32, 2);
  builder.copy("4_box_head/scores", DType::f32, 1);
  builder.copy("4_box_head/labels", DType::i32, 1);
  builder.copy("4_box_head/proposals", DType::i32, 1);
}

void add_masks(ContentBuilder& builder) {
  builder.copy("5_iou_filter/truth_boxes", DType::f32, 2);
  builder.copy("5_iou_filter/truth_labels", DType::i32, 1);
  builder.copy("5_iou_filter/keep", DType::u8, 1);
  const std::optional<Array> truth = builder.find("5_iou_filter/truth_masks", DType::u8, 3);
  if (truth && element_count(truth->shape) > 0) {
    add_truth_masks(builder, *truth);
  }
  builder.copy("6_masks/logits", DType::f32, 3);
  builder.copy("6_masks/boxes", DType::f32, 2);
  builder.copy("6_masks/scores", DType::f32, 1);
  builder.copy("6_masks/labels", DType::i32, 1);
}

}  // namespace mrcnn
