#include "stages/pipeline/trace_io.hpp"

#include <set>

#include "common/error.hpp"

#include "stages/pipeline/array_table.hpp"

namespace mrcnn {
namespace {

void load_needed(const TraceFolder& trace, const StepInfo& step, const std::string& name,
                 PipelineState<Host>& state) {
  if (!trace.has(name)) {
    throw InputError(trace.path_of(name).string() + ": is missing, step " + step.name +
                     " reads it");
  }
  load_array(trace, name, state);
}

}  // namespace

void load_array(const TraceFolder& trace, const std::string& name, PipelineState<Host>& state) {
  const Array array = trace.read(name);
  const std::string file = trace.path_of(name).string();
  check_finite(array, file);
  try {
    find_array(name)->load(state, array);
  } catch (const InputError& error) {
    throw InputError((trace.directory() / error.what()).string());
  }
  state.available.insert(name);
}

PipelineState<Host> load_inputs(const TraceFolder& trace, Step from, Step to) {
  PipelineState<Host> state;
  std::set<std::string> made;
  for (auto i = static_cast<std::size_t>(from); i <= static_cast<std::size_t>(to); ++i) {
    const StepInfo& step = pipeline_steps()[i];
    for (const auto* names : {&step.reads, &step.reads_shape_of}) {
      for (const std::string& name : *names) {
        if (!state.has(name) && made.count(name) == 0) {
          load_needed(trace, step, name, state);
        }
      }
    }
    made.insert(step.writes.begin(), step.writes.end());
  }
  for (const std::string& name : truth_arrays()) {
    if (trace.has(name)) {
      load_array(trace, name, state);
    }
  }
  return state;
}

void load_image_sizes(const TraceFolder& trace, PipelineState<Host>& state) {
  load_array(trace, "0_image/resized_size", state);
  load_array(trace, "0_image/original_size", state);
}

void save_arrays(const TraceFolder& trace, const PipelineState<Host>& state, Manifest& manifest) {
  for (const ArrayEntry& entry : array_table()) {
    if (state.made.count(entry.name) > 0) {
      const Array array = entry.save(state);
      trace.write(entry.name, array);
      manifest.arrays[entry.name] = describe(array, entry.meaning, entry.unit);
    }
  }
}

void copy_earlier_arrays(const TraceFolder& source, const TraceFolder& target, Step from,
                         const PipelineState<Host>& state, Manifest& manifest) {
  std::vector<std::string> names = image_arrays();
  names.insert(names.end(), truth_arrays().begin(), truth_arrays().end());
  for (std::size_t i = 0; i < static_cast<std::size_t>(from); ++i) {
    const StepInfo& step = pipeline_steps()[i];
    names.insert(names.end(), step.writes.begin(), step.writes.end());
  }
  for (const std::string& name : names) {
    if (source.has(name) && state.made.count(name) == 0) {
      target.copy_from(source, name);
      const ArrayEntry& entry = *find_array(name);
      manifest.arrays[name] = describe(source.read(name), entry.meaning, entry.unit);
    }
  }
}

}  // namespace mrcnn
