#include "stages/pipeline/cost.hpp"

#include "common/nn/fast/fast_weights.hpp"
#include "common/nn/linear_fast.hpp"

#include "stages/pipeline/array_access.hpp"

namespace mrcnn {
namespace {

double flop(const Conv2dWeights<Host>& weights, double cells) {
  return 2.0 * static_cast<double>(kernel_of(weights).size()) * cells;
}

double flop(const LinearWeights<Host>& weights, double rows) {
  return 2.0 * static_cast<double>(matrix_of(weights).size()) * rows;
}

/// Cells of a map (C, h, w), or of regions (R, C, S, S).
double cells_of(const std::vector<std::size_t>& shape) {
  const std::size_t cells = shape[shape.size() - 2] * shape.back();
  return static_cast<double>(shape.size() == 4 ? shape[0] * cells : cells);
}

double features_flop(const FeaturesWeights<Host>& weights, double pixels) {
  double total = flop(weights.stem, pixels / 4.0);
  double cells = pixels / 16.0;  // of C2; every later stage has a quarter
  for (std::size_t stage = 0; stage < weights.stages.size(); ++stage, cells /= 4.0) {
    double before = stage == 0 ? cells : 4.0 * cells;  // the first block still reads the finer map
    for (const Bottleneck<Host>& block : weights.stages[stage]) {
      total += flop(block.reduce, before) + flop(block.conv, cells) + flop(block.expand, cells);
      total += block.has_projection ? flop(block.project, cells) : 0.0;
      before = cells;
    }
    total += flop(weights.lateral[stage], cells) + flop(weights.output[stage], cells);
  }
  return total;
}

double rpn_flop(const RpnWeights<Host>& weights, double cells) {
  return flop(weights.conv, cells) + flop(weights.objectness, cells) + flop(weights.deltas, cells);
}

double box_head_flop(const BoxHeadWeights<Host>& weights, double rows) {
  return flop(weights.fc6, rows) + flop(weights.fc7, rows) + flop(weights.classes, rows) +
         flop(weights.deltas, rows);
}

double mask_head_flop(const MaskHeadWeights<Host>& weights, double cells) {
  double total = 0.0;
  for (const Conv2dWeights<Host>& conv : weights.convs) {
    total += flop(conv, cells);
  }
  const auto one_class = static_cast<double>(weights.logits.kernel.shape(2));
  return total + flop(weights.upsample, cells) + 2.0 * one_class * 4.0 * cells;
}

double step_flop(Step step, const PipelineState<Host>& state, const Model& model) {
  if (step == Step::features) {
    return features_flop(model.features, cells_of(state.shape_of("0_image/input")));
  }
  if (step == Step::rpn_head) {
    double cells = 0.0;
    for (const std::string& map : info_of(step).reads) {
      cells += cells_of(state.shape_of(map));
    }
    return rpn_flop(model.rpn, cells);
  }
  if (step == Step::box_head) {
    const std::size_t rows = state.shape_of("3_roi_align/regions")[0];
    return box_head_flop(model.box_head, static_cast<double>(rows));
  }
  if (step == Step::mask_head) {
    return mask_head_flop(model.masks, cells_of(state.shape_of("6_masks/regions")));
  }
  return 0.0;
}

}  // namespace

double step_gflop(Step step, const PipelineState<Host>& state, const Model* model) {
  return model == nullptr ? 0.0 : step_flop(step, state, *model) / 1e9;
}

double step_megabytes(Step step, const PipelineState<Host>& state) {
  const StepInfo& info = info_of(step);
  std::size_t bytes = 0;
  for (const auto* names : {&info.reads, &info.reads_if_there, &info.writes}) {
    for (const std::string& name : *names) {
      const auto array = state.arrays.find(name);
      if (array != state.arrays.end()) {
        bytes += element_count(array->second.shape) * size_of(dtype_of(*find_array(name)));
      }
    }
  }
  return static_cast<double>(bytes) / 1e6;
}

}  // namespace mrcnn
