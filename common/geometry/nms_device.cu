#include <algorithm>

#include <thrust/functional.h>
#include <thrust/scan.h>
#include <thrust/sort.h>

#include "common/error.hpp"
#include "common/geometry/box.hpp"
#include "common/geometry/nms.hpp"
#include "common/geometry/sort_key.hpp"
#include "common/tensor/compact.cuh"
#include "common/tensor/for_each.cuh"

namespace mrcnn {
namespace {

using Keys = DeviceTensor<std::uint64_t, 1>;
using Rows = DeviceTensor<std::int32_t, 1>;

constexpr std::uint64_t kNoRow = ~std::uint64_t{0};          // after every sort_key
constexpr std::uint64_t kNoGroup = std::uint64_t{1} << 32U;  // after every group
constexpr std::size_t kBits = 64;

/// The sort_keys of the rows that take part, ascending, and kNoRow behind them.
Keys ranked_rows(const DeviceTensor<float, 1>& scores, const Rows& suppressed_by,
                 const std::int32_t* live) {
  Keys keys({scores.shape(0)});
  const float* score = scores.data();
  const std::int32_t* mark = suppressed_by.data();
  std::uint64_t* key = keys.data();
  // key[i] <- sort_key(score[i], i)
  for_each_index(scores.shape(0), [=] MRCNN_HD(std::ptrdiff_t i) {
    const bool takes_part = is_live(live, static_cast<std::size_t>(i)) && mark[i] == kKept;
    key[i] = takes_part ? sort_key(score[i], static_cast<std::uint32_t>(i)) : kNoRow;
  });
  // key <- key, ascending
  thrust::sort(on_device(), key, key + scores.shape(0));
  return keys;
}

/// The ranked rows once more, gathered by group: groups one after the other, best first inside.
struct Grouped {
  Rows rows;
  Keys groups;  // of each, order-preserving; kNoGroup for what takes no part
  Rows starts;  // place of the best of the same group
};

Grouped gathered_by_group(const Keys& ranked, const Rows& groups) {
  const std::size_t count = ranked.shape(0);
  Grouped result{Rows({count}), Keys({count}), Rows({count})};
  const std::uint64_t* key = ranked.data();
  const std::int32_t* group = groups.data();
  std::int32_t* row = result.rows.data();
  std::uint64_t* group_key = result.groups.data();
  std::int32_t* start = result.starts.data();
  // row[p], group_key[p] <- row of key[p], its group with the sign bit turned
  for_each_index(count, [=] MRCNN_HD(std::ptrdiff_t p) {
    row[p] = static_cast<std::int32_t>(sort_key_index(key[p]));
    group_key[p] =
        key[p] == kNoRow ? kNoGroup : static_cast<std::uint32_t>(group[row[p]]) ^ 0x80000000U;
  });
  // row <- row, by group_key, otherwise in the same order
  thrust::stable_sort_by_key(on_device(), group_key, group_key + count, row);
  // start[p] <- p where a group begins, else 0
  for_each_index(count, [=] MRCNN_HD(std::ptrdiff_t p) {
    const bool begins = p == 0 || group_key[p] != group_key[p - 1];
    start[p] = begins ? static_cast<std::int32_t>(p) : 0;
  });
  // start[p] <- max(start[0], ..., start[p])
  thrust::inclusive_scan(on_device(), start, start + count, start, thrust::maximum<std::int32_t>());
  return result;
}

// [bits]
/// bit (p, j): the box at place p would suppress the one at place start + j of its group. In
/// parallel over rows and words of 64 bits: every pair is looked at, also those that a serial sweep
/// would never meet, but all at once.
Keys suppression_bits(const Grouped& grouped, const DeviceTensor<Box, 1>& boxes, double max_iou,
                      std::size_t words) {
  const std::size_t count = grouped.rows.shape(0);
  Keys matrix({count * words});
  const Box* box = boxes.data();
  const std::int32_t* row = grouped.rows.data();
  const std::uint64_t* group = grouped.groups.data();
  const std::int32_t* start = grouped.starts.data();
  std::uint64_t* bits = matrix.data();
  // bits[p][w] <- 64 comparisons iou(box[p], box[q]) > max_iou with q behind p in its group
  for_each_index(count * words, [=] MRCNN_HD(std::ptrdiff_t index) {
    const std::size_t p = static_cast<std::size_t>(index) / words;
    const std::size_t w = static_cast<std::size_t>(index) % words;
    std::uint64_t word = 0;
    const std::size_t first = static_cast<std::size_t>(start[p]) + w * kBits;
    if (group[p] != kNoGroup && first + kBits > p) {
      for (std::size_t b = 0; b < kBits; ++b) {
        const std::size_t q = first + b;
        if (q > p && q < count && group[q] == group[p] &&
            static_cast<double>(iou(box[row[p]], box[row[q]])) > max_iou) {
          word |= std::uint64_t{1} << b;
        }
      }
    }
    bits[index] = word;
  });
  return matrix;
}

// [/bits]

// [sweep]
/// The greedy part: one thread per group goes down its rows; a row that is still there removes
/// those of its bits that are still there. The bits of the best row, which always survives, are
/// read first and then hold what is removed so far.
void sweep(const Grouped& grouped, Keys& matrix, std::size_t words, Rows& suppressed_by) {
  const std::size_t count = grouped.rows.shape(0);
  const std::int32_t* row = grouped.rows.data();
  const std::uint64_t* group = grouped.groups.data();
  const std::int32_t* start = grouped.starts.data();
  std::uint64_t* bits = matrix.data();
  std::int32_t* by = suppressed_by.data();
  // by[row] <- the first survivor of the group with a bit for it
  for_each_index(count, [=] MRCNN_HD(std::ptrdiff_t place) {
    const auto head = static_cast<std::size_t>(place);
    if (group[head] == kNoGroup || static_cast<std::size_t>(start[head]) != head) {
      return;
    }
    std::uint64_t* removed = bits + head * words;
    for (std::size_t p = head; p < count && group[p] == group[head]; ++p) {
      if (by[row[p]] != kKept) {
        continue;
      }
      for (std::size_t w = (p - head) / kBits; w < words; ++w) {
        std::uint64_t fresh = bits[p * words + w];
        if (p != head) {
          fresh &= ~removed[w];
          removed[w] |= fresh;
        }
        for (std::size_t q = head + w * kBits; fresh != 0; ++q, fresh >>= 1U) {
          if ((fresh & 1U) != 0) {
            by[row[q]] = row[p];
          }
        }
      }
    }
  });
}

// [/sweep]

}  // namespace

DeviceTensor<std::int32_t, 1> non_maximum_suppression(
    const DeviceTensor<Box, 1>& boxes, const DeviceTensor<float, 1>& scores,
    const DeviceTensor<std::int32_t, 1>& groups, double max_iou, std::size_t largest_group,
    DeviceTensor<std::int32_t, 1>& suppressed_by) {
  const std::size_t count = boxes.shape(0);
  check_shape(
      scores.shape(0) == count && groups.shape(0) == count && suppressed_by.shape(0) == count,
      "non_maximum_suppression: ", count, " boxes, ", scores.shape(0), " scores, ", groups.shape(0),
      " groups, ", suppressed_by.shape(0), " marks");
  const Keys ranked = ranked_rows(scores, suppressed_by, boxes.live_count());
  const Grouped grouped = gathered_by_group(ranked, groups);
  const std::size_t words = (std::min(largest_group, count) + kBits - 1) / kBits;
  Keys matrix = suppression_bits(grouped, boxes, max_iou, words);
  sweep(grouped, matrix, words, suppressed_by);

  // the survivors, best first
  auto live = std::make_shared<LiveRows>(count);
  Rows survivors({count}, live);
  Rows marks({count});
  const std::uint64_t* key = ranked.data();
  const std::int32_t* by = suppressed_by.data();
  std::int32_t* mark = marks.data();
  // mark[i] <- the row of rank i is there and was not suppressed
  for_each_index(count, [=] MRCNN_HD(std::ptrdiff_t i) {
    mark[i] = key[i] != kNoRow && by[sort_key_index(key[i])] == kKept ? 1 : 0;
  });
  const Rows slots = slots_of_marked(marks, live->count());
  const std::int32_t* slot = slots.data();
  std::int32_t* survivor = survivors.data();
  // survivor[slot[i]] <- the row of rank i, where marked
  for_each_index(count, [=] MRCNN_HD(std::ptrdiff_t i) {
    if (mark[i] == 1) {
      survivor[slot[i]] = static_cast<std::int32_t>(sort_key_index(key[i]));
    }
  });
  return survivors;
}

}  // namespace mrcnn
