#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/trace/array.hpp"

#include "stages/program/compare/comparison.hpp"
#include "stages/program/compare/row_match.hpp"

namespace mrcnn {

/// Names an element of an array of trace A or B in words. An index of one number is a whole row.
enum class Side { kA, kB };
using NameElement = std::function<std::string(const std::string& array,
                                              const std::vector<std::size_t>& index, Side side)>;

/// What is not held against an array of another program.
struct Exemptions {
  IsExempt is_exempt;  // of elements; with rows, numbered among the rows that have partners
  std::optional<RowMatch> rows;  // rows are partners wherever they are; without, row i and row i
};

/// Compares two arrays of one name. Another type or shape breaks any bound, and nothing is
/// measured; with matched rows only the axes behind the first must agree.
ArrayComparison compare_arrays(const std::string& name, const Array& a, const Array& b,
                               const Bound& bound, const NameElement& name_element,
                               const Exemptions& exemptions = {});

}  // namespace mrcnn
