#include "stages/pipeline/array_records.hpp"

#include "stages/pipeline/array_access.hpp"

namespace mrcnn {

template <class Place>
void record_as_made(const ArrayRow& row, PipelineState<Place>& state) {
  state.arrays[row.name] = {.shape = {}, .made = true};
  if constexpr (std::is_same_v<Place, Host>) {
    state.arrays[row.name].shape = shape_of(row, state);
  }
}

template <class Place>
void record_output(Step step, PipelineState<Place>& state) {
  for (const ArrayRow& row : array_table()) {
    const bool is_made = (!row.traits.needs_truth || state.has_truth()) &&
                         (!row.traits.for_traces || state.is_for_trace) &&
                         (!row.traits.is_extra || state.has_extras);
    if (row.made_by == step && is_made) {
      record_as_made(row, state);
    }
  }
}

template <class Place>
void release_finished(Step step, Step last, PipelineState<Place>& state) {
  const auto next = static_cast<Step>(static_cast<int>(step) + 1);
  const std::set<std::string> still_read = arrays_read(next, last);
  for (const ArrayRow& row : array_table()) {
    if (state.has(row.name) && !row.traits.is_result && !still_read.contains(row.name)) {
      release(row, state);
    }
  }
}

template void record_as_made(const ArrayRow&, PipelineState<Host>&);
template void record_as_made(const ArrayRow&, PipelineState<Device>&);
template void record_output(Step, PipelineState<Host>&);
template void record_output(Step, PipelineState<Device>&);
template void release_finished(Step, Step, PipelineState<Host>&);
template void release_finished(Step, Step, PipelineState<Device>&);

}  // namespace mrcnn
