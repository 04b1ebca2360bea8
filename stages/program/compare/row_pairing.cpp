#include "stages/program/compare/row_pairing.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "common/error.hpp"
#include "common/geometry/sort_key.hpp"
#include "common/trace/array_values.hpp"

namespace mrcnn {
namespace {

/// Partners found so far, from the side of list a.
RowPairing pairing_of(const std::vector<std::optional<std::size_t>>& partner_of_a,
                      std::size_t rows_b) {
  RowPairing pairing;
  std::vector<bool> taken(rows_b, false);
  for (std::size_t row = 0; row < partner_of_a.size(); ++row) {
    if (partner_of_a[row]) {
      pairing.pairs.push_back({row, *partner_of_a[row]});
      taken[*partner_of_a[row]] = true;
    } else {
      pairing.only_a.push_back(row);
    }
  }
  for (std::size_t row = 0; row < rows_b; ++row) {
    if (!taken[row]) {
      pairing.only_b.push_back(row);
    }
  }
  return pairing;
}

std::optional<std::unordered_map<std::int64_t, std::size_t>> rows_by_key(
    std::span<const std::int64_t> keys) {
  std::unordered_map<std::int64_t, std::size_t> rows;
  for (std::size_t row = 0; row < keys.size(); ++row) {
    if (!rows.emplace(keys[row], row).second) {
      return std::nullopt;
    }
  }
  return rows;
}

bool is_same_row(const RowContent& a, std::size_t i, const RowContent& b, std::size_t j,
                 double pixels) {
  if (!a.labels.empty() && a.labels[i] != b.labels[j]) {
    return false;
  }
  bool same = std::abs(double{a.scores[i]} - double{b.scores[j]}) <= kScoreGap;
  for (std::size_t k = 0; k < 4; ++k) {
    same = same && std::abs(double{a.boxes[4 * i + k]} - double{b.boxes[4 * j + k]}) <= pixels;
  }
  return same;
}

/// Rows by falling score, NaN last.
std::vector<std::size_t> ranking(std::span<const float> scores) {
  std::vector<std::size_t> rows(scores.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  std::sort(rows.begin(), rows.end(), [&](std::size_t i, std::size_t j) {
    return sort_key(scores[i], i) < sort_key(scores[j], j);
  });
  return rows;
}

}  // namespace

RowPairing pair_in_order(std::size_t rows_a, std::size_t rows_b) {
  std::vector<std::optional<std::size_t>> partner_of_a(rows_a);
  for (std::size_t row = 0; row < std::min(rows_a, rows_b); ++row) {
    partner_of_a[row] = row;
  }
  return pairing_of(partner_of_a, rows_b);
}

std::optional<RowPairing> pair_by_key(std::span<const std::int64_t> keys_a,
                                      std::span<const std::int64_t> keys_b) {
  const auto rows_b = rows_by_key(keys_b);
  if (!rows_b || !rows_by_key(keys_a)) {
    return std::nullopt;
  }
  std::vector<std::optional<std::size_t>> partner_of_a(keys_a.size());
  for (std::size_t row = 0; row < keys_a.size(); ++row) {
    const auto partner = rows_b->find(keys_a[row]);
    if (partner != rows_b->end()) {
      partner_of_a[row] = partner->second;
    }
  }
  return pairing_of(partner_of_a, keys_b.size());
}

RowPairing pair_by_content(const RowContent& a, const RowContent& b, double pixels) {
  std::vector<std::optional<std::size_t>> partner_of_a(a.scores.size());
  std::vector<bool> taken(b.scores.size(), false);
  const auto couple = [&](std::size_t i, std::size_t j) {
    partner_of_a[i] = j;
    taken[j] = true;
  };
  for (std::size_t row = 0; row < std::min(a.scores.size(), b.scores.size()); ++row) {
    if (is_same_row(a, row, b, row, pixels)) {
      couple(row, row);
    }
  }
  const std::vector<std::size_t> ranked_b = ranking(b.scores);
  for (std::size_t i = 0; i < a.scores.size(); ++i) {
    if (partner_of_a[i]) {
      continue;
    }
    auto near = std::partition_point(ranked_b.begin(), ranked_b.end(), [&](std::size_t j) {
      return double{b.scores[j]} > double{a.scores[i]} + kScoreGap;
    });
    for (; near != ranked_b.end() && double{b.scores[*near]} >= double{a.scores[i]} - kScoreGap;
         ++near) {
      if (!taken[*near] && is_same_row(a, i, b, *near, pixels)) {
        couple(i, *near);
        break;
      }
    }
  }
  return pairing_of(partner_of_a, b.scores.size());
}

MovedRows moved_rows(const RowPairing& pairing, std::span<const float> scores_a,
                     std::span<const std::int32_t> groups_a) {
  // place[p]: where pair p stands among the pairs, in the order of list b
  std::vector<std::size_t> by_b(pairing.pairs.size());
  std::iota(by_b.begin(), by_b.end(), std::size_t{0});
  std::sort(by_b.begin(), by_b.end(),
            [&](std::size_t p, std::size_t q) { return pairing.pairs[p].b < pairing.pairs[q].b; });
  MovedRows moved;
  for (std::size_t place = 0; place < by_b.size(); ++place) {
    if (by_b[place] == place) {
      continue;
    }
    const std::size_t row = pairing.pairs[by_b[place]].a;
    const std::size_t stands_where = pairing.pairs[place].a;
    const bool same_group = groups_a.empty() || groups_a[row] == groups_a[stands_where];
    const double gap = std::abs(double{scores_a[row]} - double{scores_a[stands_where]});
    (same_group && gap <= kScoreGap ? moved.excused : moved.unexcused).push_back(row);
  }
  return moved;
}

Array take_rows(const Array& array, const std::vector<std::size_t>& rows) {
  check_shape(!array.shape.empty(), "take_rows: a scalar has no rows");
  Array taken{array.dtype, array.shape, {}};
  taken.shape[0] = rows.size();
  const std::size_t row_bytes = elements_per_row(array) * size_of(array.dtype);
  taken.bytes.reserve(rows.size() * row_bytes);
  for (const std::size_t row : rows) {
    check_shape(row < array.shape[0], "take_rows: row ", row, " of ", array.shape[0]);
    const auto begin = array.bytes.begin() + static_cast<std::ptrdiff_t>(row * row_bytes);
    taken.bytes.insert(taken.bytes.end(), begin, begin + static_cast<std::ptrdiff_t>(row_bytes));
  }
  return taken;
}

}  // namespace mrcnn
