#include <algorithm>

#include <thrust/functional.h>
#include <thrust/gather.h>
#include <thrust/scan.h>
#include <thrust/sort.h>
#include <thrust/tabulate.h>
#include <thrust/transform.h>

#include "common/geometry/box.hpp"
#include "common/geometry/geometry_checks.hpp"
#include "common/geometry/nms.hpp"
#include "common/geometry/sort_key.hpp"
#include "common/tensor/compact.cuh"
#include "common/tensor/for_each_row.cuh"

namespace mrcnn {
namespace {

using Keys = DeviceTensor<std::uint64_t, 1>;
using Rows = DeviceTensor<std::int32_t, 1>;
using Bits = DeviceTensor<std::uint64_t, 2>;

constexpr std::uint64_t kLastKey = ~std::uint64_t{0};          // after every sort_key
constexpr std::uint64_t kLastGroup = std::uint64_t{1} << 32U;  // after every group
constexpr std::int32_t kNoRow = -1;
constexpr Index kBits = 64;  // of a word

struct IsRow {
  MRCNN_HD bool operator()(std::int32_t row) const { return row != kNoRow; }
};

/// The rows that take part, best first, then kNoRow.
Rows ranked_rows(const DeviceTensor<float, 1>& scores, const Rows& suppressed_by,
                 const std::int32_t* valid_count) {
  Keys keys({scores.shape(0)});
  Rows result({scores.shape(0)});
  const auto score = view(scores);
  const auto mark = view(suppressed_by);
  const auto key = view(keys);
  // key[i] <- sort_key(score[i], i)
  thrust::tabulate(on_device(), key.begin(), key.end(), [=] MRCNN_HD(Index i) {
    return in_use(valid_count, i) && mark(i) == kKept ? sort_key(score(i), i) : kLastKey;
  });
  // key <- key, ascending
  thrust::sort(on_device(), key.begin(), key.end());
  // result[p] <- row of key[p]
  thrust::transform(on_device(), key.begin(), key.end(), view(result).begin(),
                    [=] MRCNN_HD(std::uint64_t k) {
                      return k == kLastKey ? kNoRow : static_cast<std::int32_t>(sort_key_index(k));
                    });
  return result;
}

/// The ranked rows once more, one group after the other and best first inside a group.
struct Grouped {
  Rows rows;
  Keys groups;                 // of each row, order-preserving; kLastGroup for kNoRow
  Rows starts;                 // place of the best of the same group
  DeviceTensor<Box, 1> boxes;  // side by side, so that neighbouring threads read neighbours
};

Grouped gathered_by_group(const Rows& ranked, const Rows& groups,
                          const DeviceTensor<Box, 1>& boxes) {
  const std::size_t count = ranked.shape(0);
  Grouped result{Rows({count}), Keys({count}), Rows({count}), DeviceTensor<Box, 1>({count})};
  const auto rank = view(ranked);
  const auto group = view(groups);
  const auto row = view(result.rows);
  const auto key = view(result.groups);
  const auto start = view(result.starts);
  // key[p] <- group of rank[p], with the sign bit flipped so that unsigned order is signed order
  thrust::transform(
      on_device(), rank.begin(), rank.end(), key.begin(), [=] MRCNN_HD(std::int32_t r) {
        return r == kNoRow ? kLastGroup : static_cast<std::uint32_t>(group(r)) ^ 0x80000000U;
      });
  // row <- rank, by key, otherwise in the same order
  copy_on_device(row.data(), rank.data(), count * sizeof(std::int32_t));
  thrust::stable_sort_by_key(on_device(), key.begin(), key.end(), row.begin());
  // start[p] <- p where a group begins, else 0
  thrust::tabulate(on_device(), start.begin(), start.end(), [=] MRCNN_HD(Index p) {
    return p == 0 || key(p) != key(p - 1) ? static_cast<std::int32_t>(p) : 0;
  });
  // start[p] <- max(start[0], ..., start[p])
  thrust::inclusive_scan(on_device(), start.begin(), start.end(), start.begin(),
                         thrust::maximum<std::int32_t>());
  // result.boxes[p] <- boxes[row[p]]
  thrust::gather_if(on_device(), row.begin(), row.end(), row.begin(), view(boxes).begin(),
                    view(result.boxes).begin(), IsRow());
  return result;
}

// [bits]
/// bit (p, j): the box at place p would suppress the one at place start + j of its group. In
/// parallel over rows and words of 64 bits: every pair is compared, even pairs that a serial sweep
/// would skip, but all at once.
Bits suppression_bits(const Grouped& grouped, double max_iou, Index words) {
  Bits result = make_device_tensor<std::uint64_t>({grouped.rows.shape(0), words});
  const auto bits = view(result);
  const auto box = view(grouped.boxes);
  const auto group = view(grouped.groups);
  const auto start = view(grouped.starts);
  // bits[p][w] <- 64 comparisons iou(box[p], box[q]) > max_iou with q behind p in its group
  for_each_row(result, words, [=] MRCNN_HD(Index p, Index w) {
    const Index first = start(p) + w * kBits;
    const Index end = group(p) == kLastGroup ? 0 : first + kBits;
    std::uint64_t word = 0;
    for (Index q = first > p ? first : p + 1; q < end && q < box.size(); ++q) {
      if (group(q) == group(p) && iou(box(p), box(q)) > max_iou) {
        word |= std::uint64_t{1} << (q - first);
      }
    }
    bits(p, w) = word;
  });
  return result;
}

// [/bits]

// [sweep]
/// The greedy part: one thread per group walks down its rows; a row that has survived removes the
/// rows of its bits that are left. The bits of the best row, which always survives, are read first
/// and then hold what has been removed so far.
void sweep(const Grouped& grouped, Bits& matrix, Rows& suppressed_by) {
  const auto row = view(grouped.rows);
  const auto group = view(grouped.groups);
  const auto start = view(grouped.starts);
  const auto bits = view(matrix);
  const auto by = view(suppressed_by);
  // by[row] <- the first survivor of the group with a bit for it
  for_each_row(grouped.rows, [=] MRCNN_HD(Index head) {
    if (group(head) == kLastGroup || start(head) != head) {
      return;
    }
    for (Index p = head; p < row.size() && group(p) == group(head); ++p) {
      if (by(row(p)) != kKept) {
        continue;
      }
      for (Index w = (p - head) / kBits; w < bits.extent(1); ++w) {
        std::uint64_t fresh = bits(p, w);
        if (p != head) {
          fresh &= ~bits(head, w);
          bits(head, w) |= fresh;
        }
        for (Index q = head + w * kBits; fresh != 0; ++q, fresh >>= 1U) {
          if ((fresh & 1U) != 0) {
            by(row(q)) = row(p);
          }
        }
      }
    }
  });
}

// [/sweep]

/// The ranked rows that were not suppressed, best first.
Rows survivors_of(const Rows& ranked, const Rows& suppressed_by) {
  const std::size_t count = ranked.shape(0);
  auto survivor_count = std::make_shared<ValidCount>(count);
  Rows survivors({count}, survivor_count);
  Rows marks({count});
  const auto rank = view(ranked);
  const auto by = view(suppressed_by);
  const auto mark = view(marks);
  // mark[p] <- rank[p] was not suppressed
  thrust::transform(on_device(), rank.begin(), rank.end(), mark.begin(),
                    [=] MRCNN_HD(std::int32_t r) { return r != kNoRow && by(r) == kKept ? 1 : 0; });
  const Rows slots = slots_of_marked(marks, survivor_count->count());
  // survivors[slots[p]] <- ranked[p], where marked
  scatter_marked(ranked, marks, slots, survivors);
  return survivors;
}

}  // namespace

DeviceTensor<std::int32_t, 1> non_maximum_suppression(
    const DeviceTensor<Box, 1>& boxes, const DeviceTensor<float, 1>& scores,
    const DeviceTensor<std::int32_t, 1>& groups, const NmsParams& params,
    DeviceTensor<std::int32_t, 1>& suppressed_by) {
  const std::size_t count = boxes.shape(0);
  check_nms(count, scores.shape(0), groups.shape(0), suppressed_by.shape(0));
  const Rows ranked = ranked_rows(scores, suppressed_by, boxes.device_valid_count());
  const Grouped grouped = gathered_by_group(ranked, groups, boxes);
  const Index words = (std::min(params.largest_group, count) + kBits - 1) / kBits;
  Bits bits = suppression_bits(grouped, params.max_iou, words);
  sweep(grouped, bits, suppressed_by);
  return survivors_of(ranked, suppressed_by);
}

}  // namespace mrcnn
