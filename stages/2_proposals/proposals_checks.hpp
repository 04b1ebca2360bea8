#pragma once
#include "common/error.hpp"

#include "stages/2_proposals/proposals.hpp"

namespace mrcnn {

// Argument checks shared by the host and device implementations.

template <class Place>
void check_rpn_output(const RpnOutput<Place>& rpn) {
  const std::size_t count = rpn.anchors.size();
  const auto check_rows = [count](const char* name, std::size_t rows) {
    check_shape(rows == count, "proposals: ", name, " has ", rows, " rows, expected ", count,
                " like anchors");
  };
  check_rows("anchor_levels", rpn.anchor_levels.size());
  check_rows("objectness", rpn.objectness.size());
  check_rows("deltas", rpn.deltas.shape()[0]);
  check_shape(rpn.deltas.shape()[1] == 4, "proposals: deltas has ", rpn.deltas.shape()[1],
              " columns, expected 4");
}

}  // namespace mrcnn
