#pragma once
#include "stages/pipeline/array_table.hpp"

namespace mrcnn {

// What a run notes about its arrays: which it made, and which it needs no longer.

/// Records that the run made an array. On the host with its shape; the device's lists have their
/// lengths when the run is over.
template <class Place>
void record_as_made(const ArrayRow& row, PipelineState<Place>& state);

/// Records all arrays that a step has just made.
template <class Place>
void record_output(Step step, PipelineState<Place>& state);

/// Releases what no step after `step`, up to `last`, reads; results stay.
template <class Place>
void release_finished(Step step, Step last, PipelineState<Place>& state);

}  // namespace mrcnn
