#pragma once
#include "stages/program/compare/comparer.hpp"

#include "tests/compare/tiny_trace.hpp"

namespace mrcnn {

/// B's map differs, and what reads it.
inline Comparison comparison_of(float value_in_b, bool keep_going = true) {
  TinyTrace a;
  TinyTrace b;
  a.put<float>("1_features/p2", {1, 1, 2}, {1, 100}).put<float>("2_proposals/scores", {0.5F});
  b.put<float>("1_features/p2", {1, 1, 2}, {value_in_b, 100})
      .put<float>("2_proposals/scores", {0.6F});
  a.put<float>("1_features/c2", {1, 1, 1}, {1});
  CompareOptions options;
  options.steps = {{.name = "features", .folder = "", .reads = {}, .writes = {"1_features/p2"}},
                   {.name = "proposals",
                    .folder = "",
                    .reads = {"1_features/p2"},
                    .writes = {"2_proposals/scores"}}};
  options.keep_going = keep_going;
  return compare_traces(a.folder(), b.folder(), options);
}

}  // namespace mrcnn
