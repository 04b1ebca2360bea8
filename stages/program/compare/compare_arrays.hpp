#pragma once
#include <functional>
#include <string>
#include <vector>

#include "common/trace/array.hpp"

#include "stages/program/compare/comparison.hpp"
#include "stages/program/compare/row_pairing.hpp"

namespace mrcnn {

/// Says in words which element of which array an index is, as seen in trace a or b. An index of one
/// number means the whole row.
enum class Side { kA, kB };
using Words = std::function<std::string(const std::string& array,
                                        const std::vector<std::size_t>& index, Side side)>;

/// Two arrays, element by element. Another type or shape breaks any bound; nothing is measured
/// then.
ArrayComparison compare_elements(const std::string& name, const Array& a, const Array& b,
                                 const Bound& bound, const Words& words, const Excuse& excuse = {});

/// Which rows of two lists belong together, and which of the differences in membership and order a
/// near tie explains.
struct RowMatch {
  RowPairing pairing;
  MovedRows moved;
  std::vector<std::size_t> excused_only_a;  // part of pairing.only_a
  std::vector<std::size_t> excused_only_b;
};

/// Asked with positions in RowMatch::pairing.pairs.
using RowExcuse = std::function<bool(std::size_t pair)>;

/// Two lists whose rows were matched: the partners' elements, and the rows without partner. The
/// lists may differ in length; type and the other axes may not.
ArrayComparison compare_rows(const std::string& name, const Array& a, const Array& b,
                             const Bound& bound, const RowMatch& match, const Words& words,
                             const RowExcuse& excuse = {});

}  // namespace mrcnn
