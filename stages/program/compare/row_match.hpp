#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/trace/array.hpp"

namespace mrcnn {

/// Which row of one list is which row of another, and which differences in membership and order are
/// exempted.
struct RowMatch {
  struct List {
    std::vector<std::optional<std::size_t>> partner;  // row of the other list, per row
    std::vector<bool> is_exempted;                    // of rows without a partner

    [[nodiscard]] std::size_t unpaired() const;
    [[nodiscard]] std::size_t exempted() const;
    [[nodiscard]] std::optional<std::size_t> first_not_exempted() const;

    /// Exempts the rows without a partner for which this holds.
    void exempt(const std::function<bool(std::size_t row)>& is_exempt);
  };

  List a;
  List b;
  std::vector<std::size_t> rows_a;   // rows with a partner, ascending
  std::vector<std::size_t> rows_b;   // their partners
  std::size_t exempted_swaps = 0;    // pairs in another order in b, in place of a tied row
  std::vector<std::size_t> swapped;  // rows of a of the other pairs that are in another order
};

/// Rows with the same key are partners. None if a list holds a key twice.
///
///   are_tied  whether two rows of a may be in either order
std::optional<RowMatch> match_rows(
    std::span<const std::int64_t> keys_a, std::span<const std::int64_t> keys_b,
    const std::function<bool(std::size_t row, std::size_t other)>& are_tied);

/// The given rows of an array, in the given order.
Array take_rows(const Array& array, const std::vector<std::size_t>& rows);

}  // namespace mrcnn
