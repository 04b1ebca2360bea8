#include <algorithm>

#include <thrust/functional.h>
#include <thrust/scan.h>
#include <thrust/sort.h>

#include "common/geometry/box.hpp"
#include "common/geometry/nms.hpp"
#include "common/geometry/sort_key.hpp"
#include "common/tensor/compact.cuh"
#include "common/tensor/for_each.cuh"

#include "stages/2_proposals/proposals.hpp"
#include "stages/2_proposals/proposals_checks.hpp"

namespace mrcnn {
namespace {

using Rows = DeviceTensor<std::int32_t, 1>;

constexpr std::size_t kLeastLevels = 8;

// [top_k]
/// Rows of the best logits of each level or of all: levels ascending, inside a level best first.
/// One sort of all anchors by sort_key, a second one by level that keeps the order inside, and
/// every anchor sees its rank as the distance to the first of its level. The host asks each level
/// for its best only, which is less work, but one piece after the other.
///
///   capacity  room for rows; what does not fit is left out, and `count` tells
Rows best_anchors(const RpnOutput<Device>& rpn, std::size_t top_n, Scope scope,
                  std::size_t capacity, std::shared_ptr<LiveRows> live) {
  const std::size_t count = rpn.anchors.shape(0);
  DeviceTensor<std::uint64_t, 1> keys({count});
  Rows rows({count});
  DeviceTensor<std::uint32_t, 1> groups({count});
  Rows starts({count});
  Rows marks({count});
  const float* logit = rpn.objectness.data();
  const std::int32_t* level = rpn.anchor_levels.data();
  std::uint64_t* key = keys.data();
  std::int32_t* row = rows.data();
  std::uint32_t* group = groups.data();
  std::int32_t* start = starts.data();
  std::int32_t* mark = marks.data();
  // key[a] <- sort_key(logit[a], a)
  for_each_index(count, [=] MRCNN_HD(std::ptrdiff_t a) {
    key[a] = sort_key(logit[a], static_cast<std::uint32_t>(a));
  });
  // key <- key, ascending
  thrust::sort(on_device(), key, key + count);
  // row[i], group[i] <- the anchor of rank i, its level with the sign bit turned: Thrust's radix
  // sort on a processor puts negative numbers last
  for_each_index(count, [=] MRCNN_HD(std::ptrdiff_t i) {
    row[i] = static_cast<std::int32_t>(sort_key_index(key[i]));
    group[i] = static_cast<std::uint32_t>(group_of(level[row[i]], scope)) ^ 0x80000000U;
  });
  // row <- row, by group, otherwise in the same order
  thrust::stable_sort_by_key(on_device(), group, group + count, row);
  // start[i] <- i where a group begins, else 0
  for_each_index(count, [=] MRCNN_HD(std::ptrdiff_t i) {
    start[i] = i == 0 || group[i] != group[i - 1] ? static_cast<std::int32_t>(i) : 0;
  });
  // start[i] <- max(start[0], ..., start[i])
  thrust::inclusive_scan(on_device(), start, start + count, start, thrust::maximum<std::int32_t>());
  // mark[i] <- i is among the first top_n of its group
  for_each_index(count, [=] MRCNN_HD(std::ptrdiff_t i) {
    mark[i] = static_cast<std::size_t>(i - start[i]) < top_n ? 1 : 0;
  });
  const Rows slots = slots_of_marked(marks, live->count());
  Rows best({capacity}, std::move(live));
  const std::int32_t* slot = slots.data();
  std::int32_t* best_row = best.data();
  // best_row[slot[i]] <- row[i], where marked
  for_each_index(count, [=] MRCNN_HD(std::ptrdiff_t i) {
    if (mark[i] == 1 && static_cast<std::size_t>(slot[i]) < capacity) {
      best_row[slot[i]] = row[i];
    }
  });
  return best;
}

// [/top_k]

// [candidates]
/// Decoded and cut, with scores and a first verdict: one thread a candidate.
void make_candidates(const RpnOutput<Device>& rpn, const Rows& best, const Box& area,
                     const ProposalsParams& params, ProposalsTrace<Device>& t, Rows& groups) {
  const std::int32_t* chosen = best.data();
  const std::int32_t* live = best.live_count();
  const Box* anchor = rpn.anchors.data();
  const float* logit = rpn.objectness.data();
  const float* deltas = rpn.deltas.data();
  const std::int32_t* level = rpn.anchor_levels.data();
  Box* box = t.candidates.data();
  std::int32_t* anchor_row = t.candidate_anchors.data();
  float* score = t.candidate_scores.data();
  std::int32_t* box_level = t.candidate_levels.data();
  std::int32_t* group = groups.data();
  std::int32_t* suppressed_by = t.suppressed_by.data();
  const CoderWeights weights = params.coder_weights;
  const float max_log_scale = log_scale_limit(params.max_log_scale);
  const float min_size = params.min_size;
  const Scope scope = params.nms_scope;
  // box[i], ... <- decode(anchor[a], deltas[a]) cut at the border, ..., with a = chosen[i]
  for_each_index(best.shape(0), [=] MRCNN_HD(std::ptrdiff_t i) {
    if (!is_live(live, static_cast<std::size_t>(i))) {
      return;
    }
    const std::int32_t a = chosen[i];
    const float* d = deltas + 4 * static_cast<std::ptrdiff_t>(a);
    box[i] = clip_box(decode(anchor[a], {d[0], d[1], d[2], d[3]}, weights, max_log_scale), area);
    anchor_row[i] = a;
    score[i] = exact_sigmoid(logit[a]);
    box_level[i] = level[a];
    group[i] = group_of(level[a], scope);
    suppressed_by[i] = proposal_verdict(box[i], score[i], min_size);
  });
}

// [/candidates]

/// The survivors that are kept, and behind them what padding with zeros adds.
Proposals<Device> chosen(const Rows& survivors, const ProposalsParams& params,
                         ProposalsTrace<Device>& t) {
  const auto limit = static_cast<std::size_t>(params.post_nms_top_n);
  const bool pad = params.pad_with_zeros;
  const std::size_t rows = pad ? limit : std::min(limit, survivors.shape(0));
  const auto live = pad ? nullptr : std::make_shared<LiveRows>(rows);
  Proposals<Device> result{DeviceTensor<Box, 1>({rows}, live),
                           DeviceTensor<float, 1>({rows}, live)};
  t.kept = Rows({rows}, live);
  const std::int32_t* survivor = survivors.data();
  const std::int32_t* survived = survivors.live_count();
  const Box* candidate = t.candidates.data();
  const float* candidate_score = t.candidate_scores.data();
  std::int32_t* suppressed_by = t.suppressed_by.data();
  Box* box = result.boxes.data();
  float* score = result.scores.data();
  std::int32_t* kept = t.kept.data();
  std::int32_t* kept_count = pad ? nullptr : live->count();
  // box[i], score[i], kept[i] <- those of survivor[i]; suppressed_by <- kCutByLimit behind the
  // limit
  for_each_index(std::max(rows, survivors.shape(0)), [=] MRCNN_HD(std::ptrdiff_t index) {
    const auto i = static_cast<std::size_t>(index);
    if (is_live(survived, i)) {
      const std::int32_t row = survivor[i];
      if (i < limit) {
        box[i] = candidate[row];
        score[i] = candidate_score[row];
        kept[i] = row;
      } else {
        suppressed_by[row] = kCutByLimit;
      }
    } else if (i < rows && pad) {
      box[i] = {0.0F, 0.0F, 0.0F, 0.0F};
      score[i] = 0.0F;
      kept[i] = -1;
    }
  });
  if (!pad) {
    // kept_count <- min(survived, limit)
    for_each_index(1, [=] MRCNN_HD(std::ptrdiff_t) {
      *kept_count = static_cast<std::size_t>(*survived) < limit ? *survived
                                                                : static_cast<std::int32_t>(limit);
    });
  }
  return result;
}

}  // namespace

// [proposals]
Proposals<Device> proposals(const RpnOutput<Device>& rpn, const BoxFrame& frame,
                            const ProposalsParams& params, ProposalsTrace<Device>* trace) {
  check_lengths(rpn);
  // the best logits of each level become candidates
  const auto top_n = static_cast<std::size_t>(params.pre_nms_top_n);
  const std::size_t groups_of_anchors =
      params.pre_nms_scope == Scope::level ? std::max(params.anchor_sizes.size(), kLeastLevels) : 1;
  const std::size_t capacity =
      std::min(rpn.anchors.shape(0), std::min(top_n, rpn.anchors.shape(0)) * groups_of_anchors);
  const auto live = std::make_shared<LiveRows>(capacity);
  const Rows best = best_anchors(rpn, top_n, params.pre_nms_scope, capacity, live);
  ProposalsTrace<Device> t{DeviceTensor<Box, 1>({capacity}, live),
                           Rows({capacity}, live),
                           DeviceTensor<float, 1>({capacity}, live),
                           Rows({capacity}, live),
                           Rows({capacity}, live),
                           {}};
  Rows groups({capacity});
  make_candidates(rpn, best, frame.image, params, t, groups);

  // non-maximum suppression inside each level or among all, then the best that are left
  const std::size_t largest_group = params.nms_scope == Scope::level ? top_n : capacity;
  const Rows survivors = non_maximum_suppression(
      t.candidates, t.candidate_scores, groups,
      {.max_iou = params.nms_iou, .largest_group = largest_group}, t.suppressed_by);
  Proposals<Device> result = chosen(survivors, params, t);
  if (trace != nullptr) {
    *trace = std::move(t);
  }
  return result;
}

// [/proposals]

}  // namespace mrcnn
