#include "stages/program/compare/compare_arrays.hpp"

#include <algorithm>
#include <sstream>

#include "common/error.hpp"
#include "common/trace/array_values.hpp"

namespace mrcnn {
namespace {

std::string number(double value) {
  std::ostringstream out;
  out.precision(9);
  out << value;
  return out.str();
}

void set_verdict(ArrayComparison& result) {
  const ArrayDifference& difference = *result.difference;
  if (!result.rows.holds() || difference.beyond > 0) {
    result.verdict = Verdict::kBroken;
  } else if (!result.rows.is_clean() || difference.differing > 0) {
    result.verdict = Verdict::kWithin;
  }
}

void name_worst(ArrayComparison& result, const Array& a, const Words& words) {
  const std::optional<DifferingPair>& worst = result.difference->worst;
  if (worst) {
    result.worst = concat(words(result.array, index_of(worst->element, a.shape), Side::kA), ": ",
                          number(worst->a), " against ", number(worst->b));
  }
}

/// Makes element numbers of the matched rows into element numbers of the array they come from.
void renumber(ArrayDifference& difference, const std::vector<std::size_t>& rows,
              std::size_t width) {
  const auto move = [&](DifferingPair& pair) {
    pair.element = rows[pair.element / width] * width + pair.element % width;
  };
  if (difference.worst) {
    move(*difference.worst);
  }
  std::for_each(difference.first.begin(), difference.first.end(), move);
}

/// The first row that is not excused, if there is one. `excused` is a part of `rows`.
std::optional<std::size_t> first_unexcused(const std::vector<std::size_t>& rows,
                                           const std::vector<std::size_t>& excused) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](std::size_t row) {
    return std::find(excused.begin(), excused.end(), row) == excused.end();
  });
  return found == rows.end() ? std::nullopt : std::optional(*found);
}

/// Rows that have no partner, or not in their place, are worse than any number.
void name_worst_row(ArrayComparison& result, const RowMatch& match, const Words& words) {
  const auto say = [&](std::size_t row, Side side, const std::string& what) {
    result.worst = words(result.array, {row}, side) + what;
  };
  const auto missing = first_unexcused(match.pairing.only_a, match.excused_only_a);
  const auto extra = first_unexcused(match.pairing.only_b, match.excused_only_b);
  if (missing) {
    say(*missing, Side::kA, " of A is missing in B");
  } else if (extra) {
    say(*extra, Side::kB, " of B is missing in A");
  } else if (!match.moved.unexcused.empty()) {
    say(match.moved.unexcused.front(), Side::kA, " stands at another place in B");
  }
}

bool same_kind(const Array& a, const Array& b, std::size_t first_axis) {
  return a.dtype == b.dtype && a.shape.size() == b.shape.size() && a.shape.size() >= first_axis &&
         std::equal(a.shape.begin() + static_cast<std::ptrdiff_t>(first_axis), a.shape.end(),
                    b.shape.begin() + static_cast<std::ptrdiff_t>(first_axis));
}

ArrayComparison mismatch(const std::string& name, const Array& a, const Array& b,
                         const Bound& bound) {
  const std::string reason =
      a.dtype != b.dtype ? concat("type ", name_of(a.dtype), " against ", name_of(b.dtype))
                         : concat("shape ", shape_text(a.shape), " against ", shape_text(b.shape));
  return {name, Verdict::kBroken, bound, reason, std::nullopt, {}, reason};
}

}  // namespace

ArrayComparison compare_elements(const std::string& name, const Array& a, const Array& b,
                                 const Bound& bound, const Words& words, const Excuse& excuse) {
  if (!same_kind(a, b, 0)) {
    return mismatch(name, a, b, bound);
  }
  ArrayComparison result;
  result.array = name;
  result.bound = bound;
  result.difference = difference_of(a, b, bound, excuse);
  set_verdict(result);
  name_worst(result, a, words);
  return result;
}

ArrayComparison compare_rows(const std::string& name, const Array& a, const Array& b,
                             const Bound& bound, const RowMatch& match, const Words& words,
                             const RowExcuse& excuse) {
  if (!same_kind(a, b, 1)) {
    return mismatch(name, a, b, bound);
  }
  ArrayComparison result;
  result.array = name;
  result.bound = bound;
  std::vector<std::size_t> rows_a;
  std::vector<std::size_t> rows_b;
  for (const auto& pair : match.pairing.pairs) {
    rows_a.push_back(pair.a);
    rows_b.push_back(pair.b);
  }
  const std::size_t width = elements_per_row(a);
  const Excuse element_excuse = [&](std::size_t element) {
    return excuse && excuse(element / width);
  };
  result.difference =
      difference_of(take_rows(a, rows_a), take_rows(b, rows_b), bound, element_excuse);
  renumber(*result.difference, rows_a, width);
  result.rows = {
      match.pairing.only_a.size(), match.pairing.only_b.size(),
      match.moved.excused.size() + match.moved.unexcused.size(),
      match.excused_only_a.size() + match.excused_only_b.size() + match.moved.excused.size()};
  set_verdict(result);
  name_worst(result, a, words);
  name_worst_row(result, match, words);
  return result;
}

}  // namespace mrcnn
