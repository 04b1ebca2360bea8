#include <algorithm>

#include <thrust/gather.h>
#include <thrust/iterator/constant_iterator.h>
#include <thrust/scan.h>
#include <thrust/scatter.h>
#include <thrust/sort.h>
#include <thrust/tabulate.h>
#include <thrust/transform.h>

#include "common/geometry/nms.hpp"
#include "common/geometry/sort_key.hpp"
#include "common/tensor/compact.cuh"
#include "common/tensor/for_each.cuh"

#include "stages/2_proposals/pad_with_zeros.hpp"
#include "stages/2_proposals/proposals.hpp"
#include "stages/2_proposals/proposals_checks.hpp"
#include "stages/2_proposals/proposals_math.hpp"

namespace mrcnn {
namespace {

using Rows = DeviceTensor<std::int32_t, 1>;

constexpr std::size_t kLeastLevels = 8;  // room for at least this many

/// Rows of the best logits of each level or of all: levels ascending, inside a level best first.
/// All anchors are sorted by sort_key, then stably by level; the rank of an anchor is its distance
/// from the first one of its level. The host selects level by level, which is less work but
/// sequential.
///
///   valid_count  out: their number
///   returns  (A) room for all anchors
Rows best_anchors(const RpnOutput<Device>& rpn, Index top_n, Scope scope,
                  const ValidCount& valid_count) {
  const Index count = rpn.anchors.shape(0);
  auto keys = make_device_tensor<std::uint64_t>({count});
  auto groups = make_device_tensor<std::uint32_t>({count});
  Rows rows({keys.size()}), starts({keys.size()}), marks({keys.size()}), best({keys.size()});
  const auto logit = view(rpn.objectness);
  const auto level = view(rpn.anchor_levels);
  const auto group = view(groups);
  const auto start = view(starts);
  // [sort]
  // keys[a] <- sort_key(logit[a], a)
  thrust::tabulate(on_device(), view(keys).begin(), view(keys).end(),
                   [=] MRCNN_HD(std::int32_t a) { return sort_key(logit(a), a); });
  // keys <- keys, ascending
  thrust::sort(on_device(), view(keys).begin(), view(keys).end());
  // rows[i] <- the anchor of rank i
  thrust::transform(on_device(), view(keys).begin(), view(keys).end(), rows.data(),
                    [] MRCNN_HD(std::uint64_t key) { return sort_key_index(key); });
  // groups[i] <- the level of rows[i] with the sign bit flipped: Thrust's radix sort on a processor
  // puts negative numbers last
  thrust::transform(on_device(), view(rows).begin(), view(rows).end(), groups.data(),
                    [=] MRCNN_HD(std::int32_t a) {
                      return std::uint32_t{0x80000000U} ^ group_of(level(a), scope);
                    });
  // rows <- rows, by group, otherwise in the same order
  thrust::stable_sort_by_key(on_device(), view(groups).begin(), view(groups).end(), rows.data());
  // [/sort]
  // [rank]
  // starts[i] <- i where a group begins, else 0
  thrust::tabulate(
      on_device(), view(starts).begin(), view(starts).end(),
      [=] MRCNN_HD(std::int32_t i) { return i == 0 || group(i) != group(i - 1) ? i : 0; });
  // starts[i] <- max(starts[0], ..., starts[i])
  thrust::inclusive_scan(on_device(), view(starts).begin(), view(starts).end(), starts.data(),
                         thrust::maximum<std::int32_t>());
  // marks[i] <- whether i is among the first top_n of its group
  thrust::tabulate(on_device(), view(marks).begin(), view(marks).end(),
                   [=] MRCNN_HD(Index i) { return i - start(i) < top_n ? 1 : 0; });
  // best[slots[i]] <- rows[i], where marked
  const Rows slots = slots_of_marked(marks, valid_count.count());
  thrust::scatter_if(on_device(), view(rows).begin(), view(rows).end(), slots.data(), marks.data(),
                     best.data());
  // [/rank]
  return best;
}

/// The best survivors, at most `limit`. The others are marked.
Proposals<Device> best_survivors(const Rows& survivors, Index limit, ProposalsTrace<Device>& t) {
  const Index room = survivors.shape(0);
  const Index rows = std::min(limit, room);
  const auto valid_count = std::make_shared<ValidCount>(rows);
  const std::int32_t* survivor_count = survivors.device_valid_count();
  const auto survives = [=] MRCNN_HD(Index i) { return in_use(survivor_count, i); };
  const thrust::counting_iterator<Index> index(0);
  Proposals<Device> result{make_device_tensor<Box>({rows}, valid_count),
                           make_device_tensor<float>({rows}, valid_count)};
  t.kept = make_device_tensor<std::int32_t>({rows}, valid_count);
  // valid_count <- min(survivor_count, limit)
  thrust::transform(on_device(), survivor_count, survivor_count + 1, valid_count->count(),
                    [=] MRCNN_HD(std::int32_t n) { return n < limit ? n : limit; });
  // kept[i] <- survivors[i]
  copy_on_device(t.kept.data(), survivors.data(), rows * sizeof(std::int32_t));
  // boxes[i], scores[i] <- those of candidate kept[i]
  thrust::gather_if(on_device(), t.kept.data(), t.kept.data() + rows, index, t.candidates.data(),
                    result.boxes.data(), survives);
  thrust::gather_if(on_device(), t.kept.data(), t.kept.data() + rows, index,
                    t.candidate_scores.data(), result.scores.data(), survives);
  // suppressed_by[survivors[i]] <- kCutByLimit, for i beyond the limit
  const thrust::constant_iterator<std::int32_t> cut(kCutByLimit);
  thrust::scatter_if(on_device(), cut, cut + (room - rows), survivors.data() + rows, index + rows,
                     t.suppressed_by.data(), survives);
  return result;
}

}  // namespace

// [proposals]
Proposals<Device> proposals(const RpnOutput<Device>& rpn, const BoxFrame& frame,
                            const ProposalsParams& params, ProposalsTrace<Device>* trace) {
  check_rpn_output(rpn);
  const ProposalsConventions& conventions = params.conventions;
  // the best logits of each level become candidates; the number of levels is in device memory only
  const std::size_t top_n = params.pre_nms_top_n;
  const std::size_t levels = conventions.pre_nms_scope == Scope::level
                                 ? std::max(params.anchor_sizes.size(), kLeastLevels)
                                 : 1;
  const std::size_t count = rpn.anchors.shape(0);
  const std::size_t capacity = std::min(count, std::min(top_n, count) * levels);
  const auto valid_count = std::make_shared<ValidCount>(capacity);
  const Rows best = best_anchors(rpn, top_n, conventions.pre_nms_scope, *valid_count);

  ProposalsTrace<Device> t{make_device_tensor<Box>({capacity}, valid_count),
                           Rows({capacity}, valid_count),
                           make_device_tensor<float>({capacity}, valid_count),
                           Rows({capacity}, valid_count),
                           Rows({capacity}, valid_count),
                           {}};
  Rows groups({capacity});
  const ProposalSettings settings = proposal_settings(frame.image, params);
  const RpnOutput<ConstViews> inputs = views(rpn);
  const ProposalsTrace<Views> outputs = views(t);
  const View<std::int32_t, 1> group = view(groups);
  const View<const std::int32_t, 1> anchor = view(best);
  const std::int32_t* valid_rows = valid_count->count();
  // outputs[i] <- candidate i, computed from anchor[i]: one thread per candidate
  for_each_index(capacity, [=] MRCNN_HD(Index i) {
    if (in_use(valid_rows, i)) {
      make_candidate(i, anchor(i), inputs, settings, outputs, group);
    }
  });

  // non-maximum suppression inside each level or over all levels, then the best survivors
  const std::size_t largest_group = conventions.nms_scope == Scope::level ? top_n : capacity;
  const Rows survivors = non_maximum_suppression(
      t.candidates, t.candidate_scores, groups,
      {.max_iou = params.nms_iou, .largest_group = largest_group}, t.suppressed_by);
  Proposals<Device> result = best_survivors(survivors, params.post_nms_top_n, t);
  if (conventions.pad_with_zeros) {
    pad_with_zeros(result, t.kept, params.post_nms_top_n);
  }
  if (trace != nullptr) {
    *trace = std::move(t);
  }
  return result;
}

// [/proposals]

}  // namespace mrcnn
