#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "common/trace/array.hpp"

namespace mrcnn {

/// Scores this close may stand in either order, in another program's list.
inline constexpr double kScoreGap = 1e-6;

/// Which row of one list is which row of another.
struct RowPairing {
  struct Pair {
    std::size_t a = 0;
    std::size_t b = 0;
  };

  std::vector<Pair> pairs;          // ascending in a
  std::vector<std::size_t> only_a;  // ascending
  std::vector<std::size_t> only_b;
};

/// Row i with row i; what is left over of the longer list has no partner.
RowPairing pair_in_order(std::size_t rows_a, std::size_t rows_b);

/// Rows with the same key are partners. No value if a list holds a key twice.
std::optional<RowPairing> pair_by_key(std::span<const std::int64_t> keys_a,
                                      std::span<const std::int64_t> keys_b);

/// What is known about the rows of a list that has no keys.
struct RowContent {
  std::span<const float> boxes;          // (N, 4)
  std::span<const float> scores;         // (N)
  std::span<const std::int32_t> labels;  // (N), or empty
};

/// Partners are rows of one label whose scores are within kScoreGap and whose boxes are within
/// `pixels` in every coordinate: the row at the same place first, else the first one free.
RowPairing pair_by_content(const RowContent& a, const RowContent& b, double pixels);

/// Pairs that stand at another place among the pairs than in the other list.
struct MovedRows {
  std::vector<std::size_t> excused;    // rows of a that swapped with rows of nearly the same score
  std::vector<std::size_t> unexcused;  // rows of a
};

///   scores_a  (N) scores of list a
///   groups_a  (N) rows of different groups never swap; empty: one group
MovedRows moved_rows(const RowPairing& pairing, std::span<const float> scores_a,
                     std::span<const std::int32_t> groups_a);

/// The given rows of an array, in the given order.
Array take_rows(const Array& array, const std::vector<std::size_t>& rows);

}  // namespace mrcnn
