#pragma once
#include <optional>
#include <string>

#include "common/trace/array.hpp"

#include "stages/program/compare/compared_traces.hpp"
#include "stages/program/compare/comparison.hpp"
#include "stages/program/compare/row_match.hpp"

namespace mrcnn {

/// Differences that are exempted in an array of another program.
struct Exemptions {
  IsExempt is_exempt;  // of elements; with rows, numbered among the rows that have partners
  std::optional<RowMatch> rows;  // rows are partners wherever they are; without, row i and row i
};

/// Compares two arrays of one name. Another type or shape breaks any bound, and nothing is
/// measured; with matched rows only the axes after the first must agree.
///
///   traces  what the worst element is described from
ArrayComparison compare_arrays(const std::string& name, const Array& a, const Array& b,
                               const Bound& bound, const TracePair& traces,
                               const Exemptions& exemptions = {});

}  // namespace mrcnn
