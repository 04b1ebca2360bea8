#include <algorithm>
#include <map>

#include "common/geometry/box.hpp"
#include "common/geometry/nms.hpp"
#include "common/geometry/sort_key.hpp"

#include "stages/2_proposals/proposals.hpp"
#include "stages/2_proposals/proposals_checks.hpp"

namespace mrcnn {
namespace {

// [top_k]
/// Rows of the best logits of each level or of all: levels ascending, inside a level best first.
std::vector<std::uint32_t> best_anchors(const RpnOutput<Host>& rpn, std::size_t top_n,
                                        Scope scope) {
  std::map<std::int32_t, std::vector<std::uint32_t>> rows_of_group;
  for (std::size_t row = 0; row < rpn.anchors.size(); ++row) {
    rows_of_group[group_of(rpn.anchor_levels(row), scope)].push_back(
        static_cast<std::uint32_t>(row));
  }
  std::vector<std::uint32_t> best;
  for (const auto& [group, rows] : rows_of_group) {
    std::vector<std::uint64_t> keys;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      keys.push_back(sort_key(rpn.objectness(rows[i]), static_cast<std::uint32_t>(i)));
    }
    const std::size_t count = std::min(top_n, keys.size());
    std::partial_sort(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(count), keys.end());
    for (std::size_t i = 0; i < count; ++i) {
      best.push_back(rows[sort_key_index(keys[i])]);
    }
  }
  return best;
}

// [/top_k]

/// The survivors that are kept, and behind them what padding with zeros adds.
Proposals<Host> chosen(const HostTensor<std::int32_t, 1>& survivors, const ProposalsParams& params,
                       ProposalsTrace<Host>& t) {
  const auto limit = static_cast<std::size_t>(params.post_nms_top_n);
  const std::size_t kept = std::min(survivors.size(), limit);
  const std::size_t rows = params.pad_with_zeros ? limit : kept;
  for (std::size_t i = kept; i < survivors.size(); ++i) {
    t.suppressed_by(survivors(i)) = kCutByLimit;
  }
  Proposals<Host> result{filled_tensor<Box>({rows}, {0.0F, 0.0F, 0.0F, 0.0F}),
                         filled_tensor<float>({rows}, 0.0F)};
  t.kept = filled_tensor<std::int32_t>({rows}, -1);
  for (std::size_t i = 0; i < kept; ++i) {
    t.kept(i) = survivors(i);
    result.boxes(i) = t.candidates(survivors(i));
    result.scores(i) = t.candidate_scores(survivors(i));
  }
  return result;
}

}  // namespace

// [proposals]
Proposals<Host> proposals(const RpnOutput<Host>& rpn, const BoxFrame& frame,
                          const ProposalsParams& params, ProposalsTrace<Host>* trace) {
  check_lengths(rpn);
  // the best logits of each level become candidates
  const std::vector<std::uint32_t> anchors =
      best_anchors(rpn, static_cast<std::size_t>(params.pre_nms_top_n), params.pre_nms_scope);
  const std::size_t count = anchors.size();
  ProposalsTrace<Host> t{make_tensor<Box>({count}),          make_tensor<std::int32_t>({count}),
                         make_tensor<float>({count}),        make_tensor<std::int32_t>({count}),
                         make_tensor<std::int32_t>({count}), {}};
  auto groups = make_tensor<std::int32_t>({count});
  const float max_log_scale = log_scale_limit(params.max_log_scale);
  for (std::size_t row = 0; row < count; ++row) {
    const std::uint32_t a = anchors[row];
    // decode the deltas (Faster R-CNN, eq. 2), cut at the image border
    const BoxDelta delta{rpn.deltas(a, 0), rpn.deltas(a, 1), rpn.deltas(a, 2), rpn.deltas(a, 3)};
    const Box box = decode(rpn.anchors(a), delta, params.coder_weights, max_log_scale);
    t.candidates(row) = clip_box(box, frame.image);
    t.candidate_anchors(row) = static_cast<std::int32_t>(a);
    t.candidate_scores(row) = exact_sigmoid(rpn.objectness(a));
    t.candidate_levels(row) = rpn.anchor_levels(a);
    groups(row) = group_of(rpn.anchor_levels(a), params.nms_scope);
    t.suppressed_by(row) =
        proposal_verdict(t.candidates(row), t.candidate_scores(row), params.min_size);
  }

  // non-maximum suppression inside each level or among all, then the best that are left
  const HostTensor<std::int32_t, 1> survivors = non_maximum_suppression(
      t.candidates, t.candidate_scores, groups, {.max_iou = params.nms_iou}, t.suppressed_by);
  Proposals<Host> result = chosen(survivors, params, t);
  if (trace != nullptr) {
    *trace = std::move(t);
  }
  return result;
}

// [/proposals]

}  // namespace mrcnn
