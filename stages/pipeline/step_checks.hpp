#pragma once
#include <string>

#include "common/error.hpp"
#include "common/trace/array.hpp"

#include "stages/pipeline/array_table.hpp"
#include "stages/pipeline/pipeline.hpp"

namespace mrcnn {

// What the pipelines of host and device have in common beside the steps.

template <class Place>
ImageSize padded_size(const PipelineState<Place>& state) {
  return {static_cast<int>(state.input.pixels.shape(0)),
          static_cast<int>(state.input.pixels.shape(1))};
}

/// The model, which a step with weights cannot do without. Throws UsageError.
inline const Model& needed(const Model* model, Step step) {
  if (model == nullptr) {
    throw UsageError("step " + pipeline_steps()[static_cast<std::size_t>(step)].name +
                     " has weights: give --model FILE");
  }
  return *model;
}

inline bool has_weights(Step step) {
  return step == Step::features || step == Step::rpn_head || step == Step::box_head ||
         step == Step::mask_head;
}

/// Throws InputError if an array the step reads is not there.
template <class Place>
void check_available(const StepInfo& step, const PipelineState<Place>& state) {
  for (const auto* names : {&step.reads, &step.reads_shape_of}) {
    for (const std::string& name : *names) {
      if (!state.has(name)) {
        throw InputError(name + ".npy: is missing, step " + step.name + " reads it");
      }
    }
  }
}

/// Throws InputError naming array and index if the host's array is not finite.
inline void check_finite_input(const std::string& name, const PipelineState<Host>& state) {
  const ArrayEntry& entry = *find_array(name);
  if (!entry.is_finite(state)) {
    check_finite(entry.save(state), name);
  }
}

inline std::size_t bytes_of(const ArrayEntry& entry, const PipelineState<Host>& state) {
  return entry.bytes(state);
}

inline std::size_t bytes_of(const ArrayEntry& entry, const PipelineState<Device>& state) {
  return entry.device_bytes(state);
}

/// Size of all arrays that a step reads or writes, as far as they are there, in 10^6 bytes.
template <class Place>
double megabytes(const StepInfo& step, const PipelineState<Place>& state) {
  std::size_t bytes = 0;
  for (const auto* names : {&step.reads, &step.reads_if_there, &step.writes}) {
    for (const std::string& name : *names) {
      bytes += state.has(name) ? bytes_of(*find_array(name), state) : 0;
    }
  }
  return static_cast<double>(bytes) / 1e6;
}

/// Whether a step makes this array: backbone maps when they are wanted, overlaps when there is
/// truth.
inline bool is_made(const std::string& name, bool has_truth, const RunOptions& options) {
  if (name.rfind("1_features/c", 0) == 0) {
    return options.keep_backbone_maps;
  }
  const bool needs_truth = name == "5_iou_filter/iou" || name == "5_iou_filter/best_iou" ||
                           name == "5_iou_filter/best_truth" ||
                           name == "5_iou_filter/class_matches";
  return !needs_truth || has_truth;
}

}  // namespace mrcnn
