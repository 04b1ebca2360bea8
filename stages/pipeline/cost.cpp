#include "stages/pipeline/cost.hpp"

namespace mrcnn {
namespace {

double flop(const Conv2dWeights<Host>& weights, double cells) {
  return 2.0 * static_cast<double>(weights.kernel.size()) * cells;
}

double flop(const LinearWeights<Host>& weights, double rows) {
  return 2.0 * static_cast<double>(weights.matrix.size()) * rows;
}

template <class Map>
double cells_of(const Map& map) {
  return static_cast<double>(map.shape(0) * map.shape(1));
}

double features_flop(const FeaturesWeights<Host>& weights, double pixels) {
  double total = flop(weights.stem, pixels / 4.0);
  double cells = pixels / 16.0;  // of C2; every later stage has a quarter
  for (std::size_t stage = 0; stage < weights.stages.size(); ++stage, cells /= 4.0) {
    double before = stage == 0 ? cells : 4.0 * cells;  // the first block still sees the finer map
    for (const Bottleneck<Host>& block : weights.stages[stage]) {
      total += flop(block.reduce, before) + flop(block.conv, cells) + flop(block.expand, cells);
      total += block.has_projection ? flop(block.project, cells) : 0.0;
      before = cells;
    }
    total += flop(weights.lateral[stage], cells) + flop(weights.output[stage], cells);
  }
  return total;
}

template <class Place>
double rpn_flop(const RpnWeights<Host>& weights, const FeaturePyramid<Place>& pyramid) {
  double total = 0.0;
  for (const auto& map : pyramid.levels) {
    for (const auto* conv : {&weights.conv, &weights.objectness, &weights.deltas}) {
      total += flop(*conv, cells_of(map));
    }
  }
  return total;
}

double box_head_flop(const BoxHeadWeights<Host>& weights, double rows) {
  return flop(weights.fc6, rows) + flop(weights.fc7, rows) + flop(weights.classes, rows) +
         flop(weights.deltas, rows);
}

template <class Maps>
double mask_head_flop(const MaskHeadWeights<Host>& weights, const Maps& regions) {
  const auto cells = static_cast<double>(regions.shape(0) * regions.shape(1) * regions.shape(2));
  double total = 0.0;
  for (const Conv2dWeights<Host>& conv : weights.convs) {
    total += flop(conv, cells);
  }
  const auto one_class = static_cast<double>(weights.logits.kernel.shape(2));
  return total + flop(weights.upsample, cells) + 2.0 * one_class * 4.0 * cells;
}

}  // namespace

template <class Place>
double step_gflop(Step step, const PipelineState<Place>& state, const Model* model) {
  if (model == nullptr) {
    return 0.0;
  }
  switch (step) {
    case Step::features:
      return features_flop(model->features, cells_of(state.input.pixels)) / 1e9;
    case Step::rpn_head:
      return rpn_flop(model->rpn, state.pyramid) / 1e9;
    case Step::box_head:
      return box_head_flop(model->box_head, static_cast<double>(state.regions.features.shape(0))) /
             1e9;
    case Step::mask_head:
      return mask_head_flop(model->masks, state.mask_regions.features) / 1e9;
    default:
      return 0.0;
  }
}

template double step_gflop(Step, const PipelineState<Host>&, const Model*);
template double step_gflop(Step, const PipelineState<Device>&, const Model*);

}  // namespace mrcnn
