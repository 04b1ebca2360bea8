#include "stages/pipeline/pipeline.hpp"

#include <algorithm>
#include <chrono>

#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/tensor/device.hpp"
#include "common/tensor/transfer.hpp"

#include "stages/1_features/features_transfer.hpp"
#include "stages/2_proposals/proposals_transfer.hpp"
#include "stages/4_box_head/box_head_transfer.hpp"
#include "stages/6_masks/masks_checks.hpp"
#include "stages/6_masks/masks_transfer.hpp"
#include "stages/pipeline/array_access.hpp"
#include "stages/pipeline/array_records.hpp"
#include "stages/pipeline/cost.hpp"
#include "stages/pipeline/mask_rcnn.hpp"

namespace mrcnn {
namespace {

std::size_t index_of(Step step) {
  return static_cast<std::size_t>(step);
}

/// The host's counterpart of DeviceTimer.
class HostTimer {
 public:
  void stop() { end_ = Clock::now(); }

  [[nodiscard]] double milliseconds() const {
    return std::chrono::duration<double, std::milli>(end_ - start_).count();
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
  Clock::time_point end_ = start_;
};

/// Calls `use` with the row of every array that the step reads and that is there.
template <class Place, class Use>
void for_each_input(const StepInfo& step, const PipelineState<Place>& state, const Use& use) {
  for (const auto* names : {&step.reads, &step.reads_if_there}) {
    for (const std::string& name : *names) {
      if (state.has(name)) {
        use(*find_array(name));
      }
    }
  }
}

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

bool begins_with_image(const PipelineState<Host>& state, const RunOptions& options) {
  return options.from == Step::features && state.has("0_image/image") &&
         !state.has("0_image/input");
}

/// Makes the network's input.
template <class Place>
void make_input(const InputImage<Place>& image, const Config& config, PipelineState<Place>& state) {
  state.input = preprocess(image, config.image);
  record_as_made(*find_array("0_image/input"), state);
}

/// mask_head() does not look at the labels, since the host would have to wait for the device: those
/// that a trace brings are checked here.
void check_given_labels(Step step, const PipelineState<Host>& host, const Config& config,
                        const RunOptions& options) {
  if (step == Step::mask_head && options.from > Step::iou_filter) {
    check_classes(host.valid.labels, config.classes.size());
  }
}

/// The steps of a run with everything around them but transfers. Returns their timers.
template <class Timer, class Place>
std::vector<Timer> run_steps(PipelineState<Place>& state, const Config& config,
                             const ModelWeights<Place>* weights, const RunOptions& options,
                             const std::function<void(Step)>& check_input) {
  static const ModelWeights<Place> no_weights;
  std::vector<Timer> timers;
  state.is_for_trace = options.keep != Keep::results;
  state.has_extras = options.keep == Keep::extras;
  const RunStep run_step = [&](Step step, const std::function<void()>& compute) {
    if (step < options.from || step > options.to) {
      return;
    }
    const StepInfo& info = info_of(step);
    if (options.before_step) {
      options.before_step(info);
    }
    check_available(info, state);
    if (info.has_weights && weights == nullptr) {
      throw UsageError("step " + info.name + " has weights: give --model FILE");
    }
    try {
      check_input(step);
      timers.emplace_back();
      compute();
    } catch (const ShapeError& error) {
      throw InputError("step " + info.name + ": the arrays contradict each other: " + error.what());
    }
    timers.back().stop();
    if (step == Step::features && state.has_extras) {
      state.top_down = top_down_maps(state.features, weights->features, options.compute);
    }
    record_output(step, state);
    if (options.keep == Keep::results) {
      release_finished(step, options.to, state);
    }
  };
  Config chosen = config;
  chosen.proposals.fast_nms = chosen.detections.fast_nms = options.compute.conv == ConvMethod::fast;
  mask_rcnn(state, chosen, weights == nullptr ? no_weights : *weights, options.compute, run_step);
  return timers;
}

template <class Timer>
std::vector<double> milliseconds_of(const std::vector<Timer>& timers) {
  std::vector<double> milliseconds;
  for (const Timer& timer : timers) {
    milliseconds.push_back(timer.milliseconds());
  }
  return milliseconds;
}

/// Takes to the device what the steps read and do not make themselves.
void upload_inputs(const PipelineState<Host>& host, const RunOptions& options,
                   PipelineState<Device>& device) {
  const std::set<std::string> inputs = arrays_read(options.from, options.to);
  for (const ArrayRow& row : array_table()) {
    if (inputs.contains(row.name) && host.has(row.name)) {
      check_finite(row, host);
      upload(row, host, device);
      device.arrays[row.name] = {.shape = host.shape_of(row.name)};
    }
  }
}

/// Brings back what the device made, as far as it is wanted, and the shapes of the rest.
void download_output(PipelineState<Device>& device, Keep keep, PipelineState<Host>& host) {
  for (const ArrayRow& row : array_table()) {
    const auto found = device.arrays.find(row.name);
    if (found == device.arrays.end() || !found->second.made) {
      continue;
    }
    ArrayRecord& record = found->second;
    if (record.is_here) {
      record.shape = shape_of(row, device);
      record.is_here = keep != Keep::results || row.traits.is_result;
      if (record.is_here) {
        download(row, device, host);
      }
    }
    host.arrays[row.name] = record;
  }
}

}  // namespace

void require_mask_head(const Model& model, Step from, Step to) {
  if (!model.has_masks && from <= Step::mask_head && to >= Step::mask_head) {
    throw InputError(path_text(model.shown_as) +
                     ": has no mask head, it finds boxes only: run it with --to detections");
  }
}

Pipeline::Pipeline(Place place, const Model* model) : place_(place), model_(model) {
  if (place == Place::device) {
    require_device();
    if (model != nullptr) {
      device_weights_ = {to_device(model->features), to_device(model->rpn),
                         to_device(model->box_head), to_device(model->masks)};
    }
  }
}

std::vector<StepCost> Pipeline::run(PipelineState<Host>& state, const Config& config,
                                    const RunOptions& options) {
  if (model_ != nullptr) {
    require_mask_head(*model_, options.from, options.to);
  }
  const std::vector<double> milliseconds = place_ == Place::host
                                               ? run_on_host(state, config, options)
                                               : run_on_device(state, config, options);
  std::vector<StepCost> costs;
  for (std::size_t i = 0; i < milliseconds.size(); ++i) {
    const std::size_t step = index_of(options.from) + i;
    costs.push_back({pipeline_steps()[step].name, milliseconds[i],
                     step_gflop(static_cast<Step>(step), state, model_),
                     step_megabytes(static_cast<Step>(step), state)});
  }
  return costs;
}

std::vector<double> Pipeline::run_on_host(PipelineState<Host>& state, const Config& config,
                                          const RunOptions& options) {
  if (begins_with_image(state, options)) {
    make_input(state.image, config, state);
  }
  const auto check_input = [&](Step step) {
    for_each_input(info_of(step), state, [&](const ArrayRow& row) { check_finite(row, state); });
    check_given_labels(step, state, config, options);
  };
  return milliseconds_of(run_steps<HostTimer>(state, config, model_, options, check_input));
}

std::vector<double> Pipeline::run_on_device(PipelineState<Host>& host, const Config& config,
                                            const RunOptions& options) {
  PipelineState<Device> device;
  upload_inputs(host, options, device);
  if (begins_with_image(host, options)) {
    make_input(to_device(host.image), config, device);
  }

  // one mark per step: an array it reads is not finite
  DeviceTensor<std::int32_t, 1> marks = to_device(filled_tensor<std::int32_t>({kStepCount}, 0));
  const auto check_input = [&](Step step) {
    for_each_input(info_of(step), device, [&](const ArrayRow& row) {
      mark_non_finite(row, device, marks.data() + index_of(step));
    });
    check_given_labels(step, host, config, options);
  };
  const std::size_t waits_before = host_waits();
  const auto timers = run_steps<DeviceTimer>(
      device, config, device_weights_ ? &*device_weights_ : nullptr, options, check_input);
  waits_ = host_waits() - waits_before;

  const HostTensor<std::int32_t, 1> found = to_host(marks);
  const auto marked = std::find(found.begin(), found.end(), 1);
  if (marked != found.end() && options.keep == Keep::results) {
    RunOptions again = options;  // the array is released: the same run finds it again
    again.keep = Keep::everything;
    return run_on_device(host, config, again);
  }
  if (marked != found.end()) {
    const auto step = static_cast<std::size_t>(marked - found.begin());
    for_each_input(pipeline_steps()[step], device, [&](const ArrayRow& row) {
      download(row, device, host);
      check_finite(row, host);
    });
  }
  download_output(device, options.keep, host);
  return milliseconds_of(timers);
}

}  // namespace mrcnn
