#include "stages/pipeline/pipeline.hpp"

#include <algorithm>
#include <chrono>

#include "common/error.hpp"
#include "common/trace/array.hpp"

#include "stages/pipeline/array_table.hpp"
#include "stages/pipeline/box_frames.hpp"
#include "stages/pipeline/cost.hpp"
#include "stages/pipeline/step_checks.hpp"

namespace mrcnn {
namespace {

void check_inputs(const StepInfo& step, const PipelineState<Host>& state) {
  check_available(step, state);
  for (const auto* names : {&step.reads, &step.reads_shape_of, &step.reads_if_there}) {
    for (const std::string& name : *names) {
      if (state.has(name)) {
        check_finite_input(name, state);
      }
    }
  }
}

}  // namespace

void set_image(PipelineState<Host>& state, InputImage<Host> image, const ImageParams& params) {
  state.input = preprocess(image, params);
  state.image = std::move(image);
  std::for_each(image_arrays().begin(), image_arrays().end(),
                [&](const std::string& name) { state.set_made(name); });
}

void set_photograph(PipelineState<Host>& state, InputImage<Host> image, const ImageParams& params) {
  state.input.original = {static_cast<int>(image.pixels.shape(0)),
                          static_cast<int>(image.pixels.shape(1))};
  state.input.resized = resized_size(state.input.original, params);
  state.image = std::move(image);
  for (const char* name : {"0_image/image", "0_image/resized_size", "0_image/original_size"}) {
    state.set_made(name);
  }
}

void set_truth(PipelineState<Host>& state, const GroundTruth<Host>& truth,
               HostTensor<std::uint8_t, 3> masks, const Config& config) {
  state.truth = {to_box_frame(truth.boxes, state.input.original, state.input.resized, config),
                 truth.labels};
  state.truth_masks = std::move(masks);
  std::for_each(truth_arrays().begin(), truth_arrays().end(),
                [&](const std::string& name) { state.set_made(name); });
}

// [run_step]
void run_step(Step step, PipelineState<Host>& s, const Config& config, const Model* model,
              const RunOptions& options) {
  const ComputeOptions& compute = options.compute;
  switch (step) {
    case Step::features:
      s.pyramid = features(s.input, needed(model, step).features, compute,
                           options.keep_backbone_maps ? &s.features : nullptr);
      break;
    case Step::rpn_head:
      s.rpn =
          rpn_head(s.pyramid, padded_size(s), needed(model, step).rpn, config.proposals, compute);
      break;
    case Step::proposals:
      s.proposals = proposals(s.rpn, proposals_frame(s.input.resized, config), config.proposals,
                              &s.proposals_trace);
      break;
    case Step::roi_align:
      s.regions = roi_align(s.pyramid, s.proposals.boxes,
                            with_bins(config.roi_align, config.box_head.pool), &s.roi_align);
      break;
    case Step::box_head:
      s.head = box_head(s.regions, needed(model, step).box_head);
      break;
    case Step::detections:
      s.detections = detections(s.head, s.proposals.boxes, box_frame(s.input.resized, config),
                                config.box_head, &s.detections_trace);
      break;
    case Step::iou_filter:
      s.valid = iou_filter(s.detections, s.has_truth() ? &s.truth : nullptr, config.iou_filter,
                           &s.iou_filter);
      break;
    case Step::mask_head:
      s.mask_regions =
          roi_align(s.pyramid, s.valid.boxes, with_bins(config.roi_align, config.masks.pool));
      s.mask_logits = mask_head(s.mask_regions, s.valid.labels, needed(model, step).masks, compute);
      break;
    case Step::paste:
      s.result = paste(s.mask_logits, s.valid, box_frame(s.input.resized, config), s.input.original,
                       config.masks);
      break;
  }
}

// [/run_step]

std::vector<StepCost> run_pipeline(PipelineState<Host>& state, const Config& config,
                                   const Model* model, const RunOptions& options) {
  std::vector<StepCost> costs;
  for (auto i = static_cast<std::size_t>(options.from); i <= static_cast<std::size_t>(options.to);
       ++i) {
    const StepInfo& info = pipeline_steps()[i];
    if (options.before_step) {
      options.before_step(info);
    }
    check_inputs(info, state);
    const auto start = std::chrono::steady_clock::now();
    try {
      run_step(static_cast<Step>(i), state, config, model, options);
    } catch (const ShapeError& error) {
      throw InputError("step " + info.name + ": the arrays contradict each other: " + error.what());
    }
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    for (const std::string& name : info.writes) {
      if (is_made(name, state.has_truth(), options)) {
        state.set_made(name);
      }
    }
    costs.push_back({info.name, took.count(), step_gflop(static_cast<Step>(i), state, model),
                     megabytes(info, state)});
  }
  return costs;
}

}  // namespace mrcnn
