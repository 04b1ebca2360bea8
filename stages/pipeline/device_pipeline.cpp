#include "stages/pipeline/device_pipeline.hpp"

#include <algorithm>

#include "common/error.hpp"
#include "common/tensor/device.hpp"
#include "common/trace/array.hpp"

#include "stages/1_features/features_transfer.hpp"
#include "stages/2_proposals/proposals_transfer.hpp"
#include "stages/4_box_head/box_head_transfer.hpp"
#include "stages/6_masks/masks_checks.hpp"
#include "stages/6_masks/masks_transfer.hpp"
#include "stages/pipeline/array_table.hpp"
#include "stages/pipeline/box_frames.hpp"
#include "stages/pipeline/cost.hpp"
#include "stages/pipeline/step_checks.hpp"

namespace mrcnn {
namespace {

using State = PipelineState<Device>;

// [run_step]
/// The steps as run_step() has them, on the device.
void run_step(Step step, State& s, const Config& config, const DeviceWeights* weights,
              const RunOptions& options) {
  const ComputeOptions& compute = options.compute;
  const ImageSize resized = s.input.resized;
  switch (step) {
    case Step::features:
      s.pyramid = features(s.input, weights->features, compute,
                           options.keep_backbone_maps ? &s.features : nullptr);
      break;
    case Step::rpn_head:
      s.rpn = rpn_head(s.pyramid, padded_size(s), weights->rpn, config.proposals, compute);
      break;
    case Step::proposals:
      s.proposals =
          proposals(s.rpn, proposals_frame(resized, config), config.proposals, &s.proposals_trace);
      break;
    case Step::roi_align:
      s.regions = roi_align(s.pyramid, s.proposals.boxes,
                            with_bins(config.roi_align, config.box_head.pool), &s.roi_align);
      break;
    case Step::box_head:
      s.head = box_head(s.regions, weights->box_head, compute.math);
      break;
    case Step::detections:
      s.detections = detections(s.head, s.proposals.boxes, box_frame(resized, config),
                                config.box_head, &s.detections_trace);
      break;
    case Step::iou_filter:
      s.valid = iou_filter(s.detections, s.has_truth() ? &s.truth : nullptr, config.iou_filter,
                           &s.iou_filter);
      break;
    case Step::mask_head:
      s.mask_regions =
          roi_align(s.pyramid, s.valid.boxes, with_bins(config.roi_align, config.masks.pool));
      s.mask_logits = mask_head(s.mask_regions, s.valid.labels, weights->masks, compute);
      break;
    case Step::paste:
      s.result =
          paste(s.mask_logits, s.valid, box_frame(resized, config), s.input.original, config.masks);
      break;
  }
}

// [/run_step]

/// What pictures and result files are made of.
bool is_result(const std::string& name) {
  return name.rfind("6_masks/", 0) == 0
             ? name != "6_masks/regions" && name != "6_masks/logits"
             : name == "4_box_head/boxes" || name == "4_box_head/scores" ||
                   name == "4_box_head/labels" || name == "5_iou_filter/keep" ||
                   name == "5_iou_filter/best_iou";
}

std::vector<std::string> inputs_of(const StepInfo& step) {
  std::vector<std::string> names = step.reads;
  names.insert(names.end(), step.reads_if_there.begin(), step.reads_if_there.end());
  return names;
}

/// Whether one of the steps first..last needs this array; sizes of the image always go along.
bool is_read(const std::string& name, std::size_t first, std::size_t last) {
  if (name.rfind("0_image/", 0) == 0) {
    return name != "0_image/image";
  }
  for (std::size_t i = first; i <= last; ++i) {
    const std::vector<std::string> names = inputs_of(pipeline_steps()[i]);
    if (std::find(names.begin(), names.end(), name) != names.end()) {
      return true;
    }
  }
  return false;
}

void upload_inputs(std::size_t first, std::size_t last, const PipelineState<Host>& host,
                   State& state) {
  for (const std::string& name : host.available) {
    if (is_read(name, first, last)) {
      check_finite_input(name, host);
      find_array(name)->upload(host, state);
      state.available.insert(name);
    }
  }
}

void mark_non_finite_inputs(const StepInfo& step, const State& state, std::int32_t* mark) {
  for (const std::string& name : inputs_of(step)) {
    if (state.has(name)) {
      find_array(name)->mark_non_finite(state, mark);
    }
  }
}

/// Brings a marked step's inputs back to name the element, as the host would have.
void refuse_non_finite_input(const StepInfo& step, const State& state, PipelineState<Host>& host) {
  for (const std::string& name : inputs_of(step)) {
    if (state.has(name)) {
      find_array(name)->download(state, host);
      check_finite_input(name, host);
    }
  }
}

void download_wanted(const StepInfo& step, Wanted wanted, const State& state,
                     PipelineState<Host>& host) {
  for (const std::string& name : step.writes) {
    if (state.has(name) && (wanted == Wanted::everything || is_result(name))) {
      find_array(name)->download(state, host);
      host.set_made(name);
    }
  }
}

}  // namespace

DeviceWeights::DeviceWeights(const Model& model)
    : features(to_device(model.features)),
      rpn(to_device(model.rpn)),
      box_head(to_device(model.box_head)),
      masks(to_device(model.masks)) {}

DevicePipeline::DevicePipeline(const Model* model) : model_(model) {
  require_device();
  if (model != nullptr) {
    weights_.emplace(*model);
  }
}

std::vector<StepCost> DevicePipeline::run(PipelineState<Host>& host, const Config& config,
                                          const RunOptions& options, Wanted wanted) {
  state_ = State{};
  const auto& steps = pipeline_steps();
  const auto first = static_cast<std::size_t>(options.from);
  const auto last = static_cast<std::size_t>(options.to);

  // what the host has and the steps read goes over
  upload_inputs(first, last, host, state_);
  if (state_.has("5_iou_filter/labels") && model_ != nullptr && options.to >= Step::mask_head) {
    check_labels(host.valid.labels, host.valid.labels.size(), model_->config.classes.size());
  }

  if (options.from == Step::features && !host.has("0_image/input") && host.has("0_image/image")) {
    state_.input = preprocess(to_device(host.image), config.image);
    state_.set_made("0_image/input");
  }

  // one mark per step: an input of it was not finite
  DeviceTensor<std::int32_t, 1> marks({kStepCount});
  const HostTensor<std::int32_t, 1> no_marks = filled_tensor<std::int32_t>({kStepCount}, 0);
  copy_to_device(marks.data(), no_marks.data(), kStepCount * sizeof(std::int32_t));
  std::vector<DeviceTimer> timers;
  const std::size_t waits_before = host_waits();
  for (std::size_t i = first; i <= last; ++i) {
    const auto step = static_cast<Step>(i);
    const StepInfo& info = steps[i];
    if (options.before_step) {
      options.before_step(info);
    }
    check_available(info, state_);
    if (has_weights(step)) {
      (void)needed(model_, step);
    }
    mark_non_finite_inputs(info, state_, marks.data() + i);
    timers.emplace_back();
    try {
      run_step(step, state_, config, weights_ ? &*weights_ : nullptr, options);
    } catch (const ShapeError& error) {
      throw InputError("step " + info.name + ": the arrays contradict each other: " + error.what());
    }
    timers.back().stop();
    for (const std::string& name : info.writes) {
      if (is_made(name, state_.has_truth(), options)) {
        state_.set_made(name);
      }
    }
  }
  waits_ = host_waits() - waits_before;
  LiveRows::settle({state_.proposals_trace.candidates.live_rows().get(),
                    state_.proposals.boxes.live_rows().get(),
                    state_.detections.boxes.live_rows().get(),
                    state_.valid.boxes.live_rows().get()});

  // what is wanted comes back
  const HostTensor<std::int32_t, 1> found = to_host(marks);
  for (std::size_t i = first; i <= last; ++i) {
    if (found(i) != 0) {
      refuse_non_finite_input(steps[i], state_, host);
    }
  }
  if (state_.made.count("0_image/input") > 0 && wanted == Wanted::everything) {
    find_array("0_image/input")->download(state_, host);
    host.set_made("0_image/input");
  }
  std::vector<StepCost> costs;
  for (std::size_t i = first; i <= last; ++i) {
    download_wanted(steps[i], wanted, state_, host);
    costs.push_back({steps[i].name, timers[i - first].milliseconds(),
                     step_gflop(static_cast<Step>(i), state_, model_),
                     megabytes(steps[i], state_)});
  }
  return costs;
}

}  // namespace mrcnn
