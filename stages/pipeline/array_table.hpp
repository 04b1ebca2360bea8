#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "common/trace/array.hpp"

#include "stages/pipeline/pipeline_state.hpp"

namespace mrcnn {

/// One array of a trace: what it means, and how it gets out of and into the state of a run.
struct ArrayEntry {
  std::string name;     // "2_proposals/boxes"
  std::string meaning;  // with shape letters, see docs/notation.md
  std::string unit;
  std::function<Array(const PipelineState<Host>&)> save;
  std::function<void(PipelineState<Host>&, const Array&)> load;  // throws InputError
  std::function<std::size_t(const PipelineState<Host>&)> bytes;
  std::function<bool(const PipelineState<Host>&)> is_finite;

  std::function<void(const PipelineState<Host>&, PipelineState<Device>&)> upload;
  std::function<void(const PipelineState<Device>&, PipelineState<Host>&)> download;
  std::function<std::size_t(const PipelineState<Device>&)> device_bytes;
  /// Sets a mark in device memory if an element is not finite; the host does not wait.
  std::function<void(const PipelineState<Device>&, std::int32_t* mark)> mark_non_finite;
};

/// All arrays a trace can hold, in the order of a run. The one place where names meet members.
const std::vector<ArrayEntry>& array_table();

/// The entry called `name`, or nullptr.
const ArrayEntry* find_array(const std::string& name);

}  // namespace mrcnn
