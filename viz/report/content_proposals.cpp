#include <algorithm>
#include <cstdint>

#include "common/error.hpp"
#include "common/geometry/anchors.hpp"
#include "common/io/index_range.hpp"
#include "common/trace/array.hpp"

#include "viz/report/content_builder.hpp"
#include "viz/report/reduction.hpp"

namespace mrcnn {
namespace {

/// Rows and columns of P2..P6 and the size of the network's input, if the trace tells them all.
bool anchors_follow_from(const ContentBuilder& builder, const Array& anchors,
                         const std::vector<float>& sizes, const std::vector<float>& ratios) {
  std::vector<ImageSize> grids;
  for (int level = 2; level <= 6; ++level) {
    const std::string name = "1_features/p" + std::to_string(level);
    if (builder.trace.has(name)) {
      const Array map = *builder.find(name, DType::f32, 3);
      grids.push_back({static_cast<int>(map.shape[1]), static_cast<int>(map.shape[2])});
    }
  }
  const std::optional<Array> input = builder.find("0_image/input", DType::f32, 3);
  if (!input || grids.size() != sizes.size()) {
    return false;
  }
  try {
    const Array regular = to_array(
        make_anchors<Host>({static_cast<int>(input->shape[1]), static_cast<int>(input->shape[2])},
                           grids, {.sizes = sizes, .aspect_ratios = ratios}));
    return regular == anchors;
  } catch (const ShapeError&) {
    return false;
  }
}

std::vector<std::size_t> valid_rows(const Array& numbers, std::size_t rows,
                                    const std::string& name) {
  std::vector<std::size_t> result;
  for (const std::int32_t number : values_of<std::int32_t>(numbers)) {
    if (number < 0 || static_cast<std::size_t>(number) >= rows) {
      throw InputError(concat(name, ": names row ", number, ", expected ", index_range(rows)));
    }
    result.push_back(static_cast<std::size_t>(number));
  }
  return result;
}

/// Rows of regions: first those of valid detections, then of the other detections, then the best.
std::vector<std::size_t> interesting_rows(const ContentBuilder& builder, std::size_t regions) {
  std::vector<std::size_t> rows;
  const std::string name = "4_box_head/proposals";
  if (const std::optional<Array> detected = builder.find(name, DType::i32, 1)) {
    rows = valid_rows(*detected, regions, builder.trace.path_of(name).string());
    const std::optional<Array> keep = builder.find("5_iou_filter/keep", DType::u8, 1);
    if (keep && keep->shape[0] == rows.size()) {
      const auto kept = values_of<std::uint8_t>(*keep);
      std::vector<std::size_t> valid_first;
      for (const std::uint8_t wanted : {std::uint8_t{1}, std::uint8_t{0}}) {
        for (std::size_t d = 0; d < rows.size(); ++d) {
          if (kept[d] == wanted) {
            valid_first.push_back(rows[d]);
          }
        }
      }
      rows = valid_first;
    }
  }
  for (std::size_t row = 0; row < regions; ++row) {
    rows.push_back(row);
  }
  std::vector<std::size_t> chosen;
  for (const std::size_t row : rows) {
    if (chosen.size() < builder.budget.regions &&
        std::find(chosen.begin(), chosen.end(), row) == chosen.end()) {
      chosen.push_back(row);
    }
  }
  return chosen;
}

void add_deltas(ContentBuilder& builder, const Array& deltas) {
  const std::string name = "2_proposals/deltas";
  const bool exact = deltas.shape[0] <= builder.budget.exact_deltas;
  builder.content.pack.add(name, exact ? deltas : rounded(deltas, builder.budget.rounded_bits));
  if (!exact) {
    builder.content.reduced.push_back({name, "digits", builder.budget.rounded_bits + 1U, 24});
  }
  const std::string anchors = "2_proposals/candidate_anchors";
  if (const std::optional<Array> rows = builder.find(anchors, DType::i32, 1)) {
    builder.content.pack.add("2_proposals/candidate_deltas",
                             rows_of(deltas, valid_rows(*rows, deltas.shape[0],
                                                        builder.trace.path_of(anchors).string())));
  }
}

}  // namespace

void add_proposals(ContentBuilder& builder, const std::vector<float>& anchor_sizes,
                   const std::vector<float>& aspect_ratios) {
  if (const std::optional<Array> anchors = builder.find("2_proposals/anchors", DType::f32, 2)) {
    builder.content.anchors_are_regular =
        anchors_follow_from(builder, *anchors, anchor_sizes, aspect_ratios);
    if (!builder.content.anchors_are_regular) {
      builder.content.pack.add("2_proposals/anchors", *anchors);
      builder.copy("2_proposals/anchor_levels", DType::i32, 1);
    }
  }
  builder.copy("2_proposals/objectness", DType::f32, 1);
  if (const std::optional<Array> deltas = builder.find("2_proposals/deltas", DType::f32, 2)) {
    add_deltas(builder, *deltas);
  }
  builder.copy("2_proposals/candidates", DType::f32, 2);
  builder.copy("2_proposals/candidate_anchors", DType::i32, 1);
  builder.copy("2_proposals/candidate_scores", DType::f32, 1);
  builder.copy("2_proposals/candidate_levels", DType::i32, 1);
  builder.copy("2_proposals/suppressed_by", DType::i32, 1);
  builder.copy("2_proposals/kept", DType::i32, 1);
  builder.copy("2_proposals/boxes", DType::f32, 2);
  builder.copy("2_proposals/scores", DType::f32, 1);
}

void add_regions(ContentBuilder& builder, const std::vector<std::size_t>& channels) {
  builder.copy("3_roi_align/levels", DType::i32, 1);
  const std::string name = "3_roi_align/regions";
  const std::optional<Array> regions = builder.find(name, DType::f32, 4);
  if (!regions || channels.empty()) {
    return;
  }
  if (regions->shape[1] <= *std::max_element(channels.begin(), channels.end())) {
    throw InputError(concat(builder.trace.path_of(name).string(), ": has ", regions->shape[1],
                            " channels, expected as many as P2"));
  }
  std::vector<std::size_t> chosen = interesting_rows(builder, regions->shape[0]);
  if (chosen.size() < regions->shape[0]) {
    builder.content.reduced.push_back({name, "rows", chosen.size(), regions->shape[0]});
  }
  if (channels.size() < regions->shape[1]) {
    builder.content.reduced.push_back({name, "channels", channels.size(), regions->shape[1]});
  }
  builder.content.pack.add("3_roi_align/rows", numbers(chosen));
  // (rows, C, S, S): as (rows C, S, S) each channel of each region is a row
  Array flat = rows_of(*regions, chosen);
  flat.shape = {chosen.size() * regions->shape[1], regions->shape[2], regions->shape[3]};
  std::vector<std::size_t> flat_rows;
  for (std::size_t r = 0; r < chosen.size(); ++r) {
    for (const std::size_t channel : channels) {
      flat_rows.push_back(r * regions->shape[1] + channel);
    }
  }
  Array thin = rows_of(flat, flat_rows);
  thin.shape = {chosen.size(), channels.size(), regions->shape[2], regions->shape[3]};
  builder.content.pack.add(name, thin);
}

}  // namespace mrcnn
