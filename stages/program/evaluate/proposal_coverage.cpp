#include "stages/program/evaluate/proposal_coverage.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include <nlohmann/json.hpp>

#include "common/error.hpp"
#include "common/geometry/box.hpp"
#include "common/geometry/sort_key.hpp"
#include "common/io/number_text.hpp"

#include "stages/pipeline/box_frames.hpp"
#include "stages/program/evaluate/decoded_anchor.hpp"

namespace mrcnn {
namespace {

constexpr float kMinIou = 0.5F;

/// Anchors by descending objectness.
std::vector<std::size_t> ranked_anchors(const RpnOutput<Host>& rpn) {
  std::vector<std::size_t> rows(rpn.objectness.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  const auto key = [&](std::size_t row) {
    return sort_key(rpn.objectness(row), static_cast<Index>(row));
  };
  std::sort(rows.begin(), rows.end(), [&](auto a, auto b) { return key(a) < key(b); });
  rows.resize(std::min(rows.size(), kProposalCounts.back()));
  return rows;
}

/// Counts an object at every N from which on a box covers it.
template <class BoxOfRank>
void count_object(const Box& object, std::size_t boxes, const BoxOfRank& box,
                  std::array<std::size_t, kProposalCounts.size()>& covered) {
  std::size_t rank = 0;
  while (rank < boxes && iou(box(rank), object) < kMinIou) {
    ++rank;
  }
  for (std::size_t n = 0; n < kProposalCounts.size(); ++n) {
    covered[n] += rank < std::min(boxes, kProposalCounts[n]) ? 1 : 0;
  }
}

}  // namespace

void ProposalCoverage::add(const PipelineState<Host>& state, const Config& config) {
  const Box area = proposals_frame(state.input.resized, config).image;
  const std::vector<std::size_t> ranked = ranked_anchors(state.rpn);
  const auto anchor = [&](std::size_t rank) { return state.rpn.anchors(ranked[rank]); };
  std::vector<Box> decoded;
  for (const std::size_t row : ranked) {
    decoded.push_back(decoded_anchor(state.rpn, row, config.proposals, area));
  }
  for (const Box& object : state.truth.boxes) {
    ++objects;
    count_object(object, ranked.size(), anchor, covered[0]);
    count_object(
        object, decoded.size(), [&](std::size_t rank) { return decoded[rank]; }, covered[1]);
    count_object(
        object, state.proposals.boxes.size(),
        [&](std::size_t rank) { return state.proposals.boxes(rank); }, covered[2]);
  }
}

double ProposalCoverage::recall(BoxSource source, std::size_t count_index) const {
  const auto found = static_cast<double>(covered.at(static_cast<std::size_t>(source))[count_index]);
  return objects == 0 ? -1.0 : found / static_cast<double>(objects);
}

nlohmann::ordered_json coverage_json(const ProposalCoverage& coverage) {
  nlohmann::ordered_json recall;
  for (std::size_t source = 0; source < kBoxSources; ++source) {
    auto& values = recall[name_of(static_cast<BoxSource>(source))];
    for (std::size_t n = 0; n < kProposalCounts.size(); ++n) {
      values.push_back(coverage.recall(static_cast<BoxSource>(source), n));
    }
  }
  return {{"min_iou", kMinIou},
          {"objects", coverage.objects},
          {"counts", kProposalCounts},
          {"recall", recall}};
}

std::string coverage_text(const ProposalCoverage& coverage) {
  std::string text =
      concat("objects covered by one of the best N boxes of their image, IoU >= 0.5, of ",
             coverage.objects, "\n       N  anchors  decoded  proposals\n");
  for (std::size_t n = 0; n < kProposalCounts.size() && coverage.objects > 0; ++n) {
    text += right_aligned(static_cast<double>(kProposalCounts[n]), 0) +
            right_aligned(coverage.recall(BoxSource::anchors, n), 3, 9) +
            right_aligned(coverage.recall(BoxSource::decoded, n), 3, 9) +
            right_aligned(coverage.recall(BoxSource::proposals, n), 3, 11) + "\n";
  }
  return text;
}

}  // namespace mrcnn
