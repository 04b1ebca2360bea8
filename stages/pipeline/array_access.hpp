#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include <mrcnn/trace.hpp>

#include "common/trace/array.hpp"

#include "stages/pipeline/array_table.hpp"

namespace mrcnn {

// Operations on the array of a row of array_table(), whatever its type.

DType dtype_of(const ArrayRow& row);

/// As in a trace: (C, H, W), boxes are (N, 4). Asks the device for a length that the host does not
/// know yet.
template <class Place>
std::vector<std::size_t> shape_of(const ArrayRow& row, const PipelineState<Place>& state);

/// The array as a trace has it.
Array to_array(const ArrayRow& row, const PipelineState<Host>& state);

/// The array as a trace has it, where it lies in memory. It does not own its elements.
TraceArray view_of(const ArrayRow& row, const PipelineState<Host>& state);

/// Takes an array of a trace into the state and into its records. Throws InputError "NAME: reason"
/// if its type or its axes are wrong.
void set_array(const ArrayRow& row, const Array& array, PipelineState<Host>& state);

/// Throws InputError naming array and index if an element is not finite.
void check_finite(const ArrayRow& row, const PipelineState<Host>& state);

/// The same on the device, where the host does not wait: *mark = 1 if an element is not finite.
void mark_non_finite(const ArrayRow& row, const PipelineState<Device>& state, std::int32_t* mark);

/// Copies the array, not its record.
void upload(const ArrayRow& row, const PipelineState<Host>& host, PipelineState<Device>& device);
void download(const ArrayRow& row, const PipelineState<Device>& device, PipelineState<Host>& host);

/// Gives the array's memory back; its record stays, with the shape. On the device a list whose
/// length the host does not know yet is kept: it is short.
template <class Place>
void release(const ArrayRow& row, PipelineState<Place>& state);

}  // namespace mrcnn
