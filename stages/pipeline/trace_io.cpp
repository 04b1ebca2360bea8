#include "stages/pipeline/trace_io.hpp"

#include <filesystem>
#include <set>

#include "common/enum_names.hpp"
#include "common/error.hpp"
#include "common/nn/blas_setup.hpp"
#include "common/tensor/device.hpp"

#include "stages/pipeline/array_access.hpp"
#include "stages/pipeline/trace_counts.hpp"

namespace mrcnn {
namespace {

void take_array(const TraceFolder& trace, const std::string& name, const Array& array,
                PipelineState<Host>& state) {
  try {
    set_array(*find_array(name), array, state);
  } catch (const InputError& error) {
    throw InputError((trace.directory() / error.what()).string());
  }
}

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
  check_finite(array, trace.path_of(name).string());
  take_array(trace, name, array, state);
}

void read_array(const TraceFolder& trace, const std::string& name, PipelineState<Host>& state) {
  take_array(trace, name, trace.read(name), state);
  state.arrays.at(name).made = true;
}

PipelineState<Host> load_inputs(const TraceFolder& trace, Step from, Step to) {
  const std::set<std::string> inputs = arrays_read(from, to);
  check_counts(trace, inputs);
  PipelineState<Host> state;
  for (auto i = static_cast<std::size_t>(from); i <= static_cast<std::size_t>(to); ++i) {
    const StepInfo& step = pipeline_steps()[i];
    for (const auto* names : {&step.reads, &step.reads_shape_of}) {
      for (const std::string& name : *names) {
        if (inputs.contains(name) && !state.has(name)) {
          load_needed(trace, step, name, state);
        }
      }
    }
  }
  for (const ArrayRow& row : array_table()) {
    if (!row.made_by && row.traits.needs_truth && trace.has(row.name)) {
      load_array(trace, row.name, state);
    }
  }
  return state;
}

void load_image_sizes(const TraceFolder& trace, PipelineState<Host>& state) {
  load_array(trace, "0_image/resized_size", state);
  load_array(trace, "0_image/original_size", state);
}

void clear_trace(const TraceFolder& trace) {
  std::vector<std::string> arrays;
  for (const ArrayRow& row : array_table()) {
    arrays.push_back(row.name);
  }
  trace.clear(arrays, {"0_image/input", "1_features/features", "2_proposals/objectness",
                       "2_proposals/proposals", "3_roi_align/levels", "3_roi_align/region",
                       "4_box_head/detections", "4_box_head/class_scores", "5_iou_filter/iou",
                       "6_masks/masks", "6_masks/overlay"});
}

void save_arrays(const TraceFolder& trace, const PipelineState<Host>& state, Manifest& manifest) {
  for (const ArrayRow& row : array_table()) {
    if (state.has_made(row.name)) {
      const Array array = to_array(row, state);
      trace.write(row.name, array);
      manifest.arrays[row.name] = describe(array, row.meaning, row.unit);
    }
  }
}

void copy_earlier_arrays(const TraceFolder& source, const TraceFolder& target, Step from,
                         const PipelineState<Host>& state, Manifest& manifest) {
  for (const ArrayRow& row : array_table()) {
    const bool is_earlier = !row.made_by || *row.made_by < from;
    if (is_earlier && source.has(row.name) && !state.has_made(row.name)) {
      target.copy_from(source, row.name);
      manifest.arrays[row.name] = describe(source.read(row.name), row.meaning, row.unit);
    }
  }
}

Manifest run_manifest(Place place, const Model* model, const Config& config,
                      const ComputeOptions& compute) {
  Manifest manifest;
  if (model != nullptr) {
    manifest.model = {std::filesystem::absolute(model->file).lexically_normal().string(),
                      model->sha256, model->about};
  }
  manifest.backend = name_of(place);
  manifest.device = place == Place::device ? device_name() : "";
  manifest.conv = name_of(compute.conv);
  manifest.math = name_of(compute.math);
  manifest.threads = thread_count();
  manifest.openblas_core = openblas_core();
  manifest.config = to_json(config);
  return manifest;
}

}  // namespace mrcnn
