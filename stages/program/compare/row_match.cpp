#include "stages/program/compare/row_match.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "common/error.hpp"
#include "common/trace/array.hpp"

namespace mrcnn {
namespace {

using RowOfKey = std::unordered_map<std::int64_t, std::size_t>;

RowOfKey rows_by_key(std::span<const std::int64_t> keys) {
  RowOfKey rows;
  for (std::size_t row = 0; row < keys.size(); ++row) {
    rows.emplace(keys[row], row);
  }
  return rows;
}

RowMatch::List partners_of(std::span<const std::int64_t> keys, const RowOfKey& others) {
  RowMatch::List list{{}, std::vector<bool>(keys.size())};
  for (const std::int64_t key : keys) {
    const auto other = others.find(key);
    list.partner.push_back(other == others.end() ? std::nullopt : std::optional(other->second));
  }
  return list;
}

}  // namespace

std::size_t RowMatch::List::unpaired() const {
  return static_cast<std::size_t>(std::count(partner.begin(), partner.end(), std::nullopt));
}

std::size_t RowMatch::List::exempted() const {
  return static_cast<std::size_t>(std::count(is_exempted.begin(), is_exempted.end(), true));
}

std::optional<std::size_t> RowMatch::List::first_not_exempted() const {
  for (std::size_t row = 0; row < partner.size(); ++row) {
    if (!partner[row] && !is_exempted[row]) {
      return row;
    }
  }
  return std::nullopt;
}

void RowMatch::List::exempt(const std::function<bool(std::size_t row)>& is_exempt) {
  for (std::size_t row = 0; row < partner.size(); ++row) {
    is_exempted[row] = !partner[row] && is_exempt(row);
  }
}

std::optional<RowMatch> match_rows(
    std::span<const std::int64_t> keys_a, std::span<const std::int64_t> keys_b,
    const std::function<bool(std::size_t row, std::size_t other)>& are_tied) {
  const RowOfKey row_of_a = rows_by_key(keys_a);
  const RowOfKey row_of_b = rows_by_key(keys_b);
  if (row_of_a.size() != keys_a.size() || row_of_b.size() != keys_b.size()) {
    return std::nullopt;
  }
  RowMatch match;
  match.a = partners_of(keys_a, row_of_b);
  match.b = partners_of(keys_b, row_of_a);
  std::vector<std::size_t> in_order_of_b;  // rows of a
  for (const auto& row : match.b.partner) {
    if (row) {
      in_order_of_b.push_back(*row);
    }
  }
  for (std::size_t row = 0; row < keys_a.size(); ++row) {
    if (match.a.partner[row]) {
      const std::size_t in_b = in_order_of_b[match.rows_a.size()];
      if (in_b != row && are_tied(in_b, row)) {
        ++match.exempted_swaps;
      } else if (in_b != row) {
        match.swapped.push_back(in_b);
      }
      match.rows_a.push_back(row);
      match.rows_b.push_back(*match.a.partner[row]);
    }
  }
  return match;
}

Array take_rows(const Array& array, const std::vector<std::size_t>& rows) {
  check_shape(!array.shape.empty(), "take_rows: the array is a scalar, expected rows");
  Array taken{array.dtype, array.shape, {}};
  taken.shape[0] = rows.size();
  const std::size_t row_bytes = elements_per_row(array) * size_of(array.dtype);
  taken.bytes.reserve(rows.size() * row_bytes);
  for (const std::size_t row : rows) {
    check_shape(row < array.shape[0], "take_rows: row is ", row, ", expected less than ",
                array.shape[0]);
    const auto begin = array.bytes.begin() + static_cast<std::ptrdiff_t>(row * row_bytes);
    taken.bytes.insert(taken.bytes.end(), begin, begin + static_cast<std::ptrdiff_t>(row_bytes));
  }
  return taken;
}

}  // namespace mrcnn
