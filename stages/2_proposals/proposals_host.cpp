#include <algorithm>
#include <map>

#include <xtensor/xindex_view.hpp>
#include <xtensor/xview.hpp>

#include "common/geometry/nms.hpp"
#include "common/geometry/sort_key.hpp"

#include "stages/2_proposals/pad_with_zeros.hpp"
#include "stages/2_proposals/proposals.hpp"
#include "stages/2_proposals/proposals_checks.hpp"
#include "stages/2_proposals/proposals_math.hpp"

namespace mrcnn {
namespace {

// [top_k]
/// Rows of the best logits of each level or of all: levels ascending, inside a level best first.
std::vector<std::int32_t> best_anchors(const RpnOutput<Host>& rpn, std::size_t top_n, Scope scope) {
  // [lab]
  std::map<std::int32_t, std::vector<std::int32_t>> rows_of_group;
  std::int32_t row = 0;
  for (const std::int32_t level : rpn.anchor_levels) {
    rows_of_group[group_of(level, scope)].push_back(row++);
  }
  std::vector<std::int32_t> best;
  for (const auto& [group, rows] : rows_of_group) {
    std::vector<std::uint64_t> keys;
    for (const std::int32_t anchor : rows) {
      keys.push_back(sort_key(rpn.objectness(anchor), anchor));
    }
    const auto end = keys.begin() + std::min<Index>(top_n, keys.size());
    std::partial_sort(keys.begin(), end, keys.end());
    std::transform(keys.begin(), end, std::back_inserter(best), sort_key_index);
  }
  return best;
  // [/lab]
}

// [/top_k]

/// The best survivors, at most `limit`, as proposals; t.kept receives their rows. The others are
/// marked kCutByLimit.
Proposals<Host> best_survivors(const HostTensor<std::int32_t, 1>& survivors, std::size_t limit,
                               ProposalsTrace<Host>& t) {
  // [lab]
  const std::size_t count = std::min(survivors.size(), limit);
  t.kept = xt::view(survivors, xt::range(0, count));
  for (std::size_t i = count; i < survivors.size(); ++i) {
    t.suppressed_by(survivors(i)) = kCutByLimit;
  }
  Proposals<Host> result{make_tensor<Box>({t.kept.size()}), make_tensor<float>({t.kept.size()})};
  for (std::size_t i = 0; i < t.kept.size(); ++i) {
    result.boxes(i) = t.candidates(t.kept(i));
    result.scores(i) = t.candidate_scores(t.kept(i));
  }
  return result;
  // [/lab]
}

}  // namespace

Proposals<Host> proposals(const RpnOutput<Host>& rpn, const BoxFrame& frame,
                          const ProposalsParams& params, ProposalsTrace<Host>* trace) {
  check_rpn_output(rpn);
  // [proposals]
  // the best logits of each level become candidates
  const std::vector<std::int32_t> anchors =
      best_anchors(rpn, params.pre_nms_top_n, params.conventions.pre_nms_scope);
  const std::size_t count = anchors.size();
  ProposalsTrace<Host> t{make_tensor<Box>({count}),          make_tensor<std::int32_t>({count}),
                         make_tensor<float>({count}),        make_tensor<std::int32_t>({count}),
                         make_tensor<std::int32_t>({count}), {}};
  auto groups = make_tensor<std::int32_t>({count});
  const ProposalSettings settings = proposal_settings(frame.image, params);
  const RpnOutput<ConstViews> inputs = views(rpn);
  const ProposalsTrace<Views> outputs = views(t);
  for (std::size_t i = 0; i < count; ++i) {
    make_candidate(i, anchors[i], inputs, settings, outputs, view(groups));
  }

  // non-maximum suppression inside each level or over all levels, then the best survivors
  const HostTensor<std::int32_t, 1> survivors = non_maximum_suppression(
      t.candidates, t.candidate_scores, groups,
      {.max_iou = params.nms_iou, .fast = params.fast_nms}, t.suppressed_by);
  Proposals<Host> result = best_survivors(survivors, params.post_nms_top_n, t);
  // [/proposals]
  if (params.conventions.pad_with_zeros) {
    pad_with_zeros(result, t.kept, params.post_nms_top_n);
  }
  if (trace != nullptr) {
    *trace = std::move(t);
  }
  return result;
}

}  // namespace mrcnn
