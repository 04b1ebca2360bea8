#include "stages/program/compare/compare_arrays.hpp"

#include <algorithm>

#include "common/error.hpp"
#include "common/io/number_text.hpp"
#include "common/trace/array.hpp"

#include "stages/pipeline/describe_element.hpp"

namespace mrcnn {
namespace {

constexpr int kDigits = 9;  // distinguish all float32 values

/// The differences of the partners, with element numbers of array a.
ArrayDifference difference_of_partners(const Array& a, const Array& b, const Bound& bound,
                                       const RowMatch& match, const IsExempt& is_exempt) {
  ArrayDifference difference =
      difference_of(take_rows(a, match.rows_a), take_rows(b, match.rows_b), bound, is_exempt);
  const auto renumber = [&, width = elements_per_row(a)](DifferingPair& pair) {
    pair.element = match.rows_a[pair.element / width] * width + pair.element % width;
  };
  std::for_each(difference.first.begin(), difference.first.end(), renumber);
  if (difference.worst) {
    renumber(*difference.worst);
  }
  return difference;
}

/// Names the worst difference: a row without partner, a row out of order, else an element.
std::string worst_text(const ArrayComparison& result, const std::vector<std::size_t>& shape,
                       const std::optional<RowMatch>& match, const TracePair& traces) {
  const auto in_a = [&](const std::vector<std::size_t>& index) {
    return describe_element(result.array, index, traces.a.folder);
  };
  if (const auto missing = match ? match->a.first_not_exempted() : std::nullopt) {
    return in_a({*missing}) + " of A is missing in B";
  }
  if (const auto extra = match ? match->b.first_not_exempted() : std::nullopt) {
    return describe_element(result.array, {*extra}, traces.b.folder) + " of B is missing in A";
  }
  if (match && !match->swapped.empty()) {
    return in_a({match->swapped.front()}) + " has another position in B";
  }
  const auto& worst = result.difference->worst;
  return !worst ? ""
                : concat(in_a(index_of(worst->element, shape)), ": ",
                         significant_digits(worst->a, kDigits), " against ",
                         significant_digits(worst->b, kDigits));
}

bool have_same_kind(const Array& a, const Array& b, std::ptrdiff_t first_axis) {
  return a.dtype == b.dtype && a.shape.size() == b.shape.size() &&
         std::ssize(a.shape) >= first_axis &&
         std::equal(a.shape.begin() + first_axis, a.shape.end(), b.shape.begin() + first_axis);
}

}  // namespace

ArrayComparison compare_arrays(const std::string& name, const Array& a, const Array& b,
                               const Bound& bound, const TracePair& traces,
                               const Exemptions& exemptions) {
  const auto& match = exemptions.rows;
  ArrayComparison result;
  result.array = name;
  result.bound = bound;
  if (!have_same_kind(a, b, match ? 1 : 0)) {
    result.verdict = Verdict::kBroken;
    result.mismatch = a.dtype != b.dtype
                          ? concat("type ", name_of(a.dtype), " against ", name_of(b.dtype))
                          : concat("shape ", shape_text(a.shape), " against ", shape_text(b.shape));
    result.worst = result.mismatch;
    return result;
  }
  if (match) {
    result.difference = difference_of_partners(a, b, bound, *match, exemptions.is_exempt);
    result.rows = {match->a.unpaired(), match->b.unpaired(),
                   match->exempted_swaps + match->swapped.size(),
                   match->a.exempted() + match->b.exempted() + match->exempted_swaps};
  } else {
    result.difference = difference_of(a, b, bound, exemptions.is_exempt);
  }
  if (!result.rows.holds() || result.difference->beyond > 0) {
    result.verdict = Verdict::kBroken;
  } else if (!result.rows.is_clean() || result.difference->differing > 0) {
    result.verdict = Verdict::kWithin;
  }
  result.worst = worst_text(result, a.shape, match, traces);
  return result;
}

}  // namespace mrcnn
