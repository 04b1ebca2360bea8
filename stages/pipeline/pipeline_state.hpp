#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "common/tensor/device_tensor.hpp"
#include "common/tensor/host_tensor.hpp"
#include "common/types/feature_pyramid.hpp"
#include "common/types/image.hpp"

#include "stages/1_features/features.hpp"
#include "stages/2_proposals/proposals.hpp"
#include "stages/3_roi_align/roi_align.hpp"
#include "stages/4_box_head/box_head.hpp"
#include "stages/5_iou_filter/iou_filter.hpp"
#include "stages/6_masks/masks.hpp"
#include "stages/pipeline/top_down.hpp"

namespace mrcnn {

/// What a run records of an array, even after releasing it.
struct ArrayRecord {
  std::vector<std::size_t> shape;  // as in a trace: (C, H, W)
  bool made = false;               // by this run; else it was read from a trace
  bool is_here = true;
};

/// Everything a run knows about one image: the inputs and the outputs of each step.
template <class PlaceOfData>
struct PipelineState {
  using Where = PlaceOfData;

  InputImage<Where> image;
  NetworkInput<Where> input;

  FeaturePyramid<Where> pyramid{std::vector<Tensor<Where, float, 3>>(5)};  // P2..P6
  FeaturesTrace<Where> features;
  TopDownMaps<Where> top_down;

  RpnOutput<Where> rpn;
  Proposals<Where> proposals;
  ProposalsTrace<Where> proposals_trace;

  Regions<Where> regions;
  RoiAlignTrace<Where> roi_align;

  BoxHeadOutput<Where> head;
  Detections<Where> detections;
  DetectionsTrace<Where> detections_trace;

  GroundTruth<Where> truth;
  Tensor<Where, std::uint8_t, 3> truth_masks;  // (G, H0, W0) 0 or 1, for pictures only
  Detections<Where> valid;
  IouFilterTrace<Where> iou_filter;

  Regions<Where> mask_regions;
  Tensor<Where, float, 3> mask_logits;  // (D', 28, 28)
  InstanceMasks<Where> result;

  bool is_for_trace = true;                   // steps keep what only a trace needs
  bool has_extras = false;                    // and what only --dump-all writes
  std::map<std::string, ArrayRecord> arrays;  // by name, "2_proposals/boxes"

  [[nodiscard]] bool has(const std::string& name) const {
    const auto record = arrays.find(name);
    return record != arrays.end() && record->second.is_here;
  }

  /// The array is here, and this run made it.
  [[nodiscard]] bool has_made(const std::string& name) const {
    return has(name) && arrays.at(name).made;
  }

  /// The shape that an array has or had before it was released. The array must be known.
  [[nodiscard]] const std::vector<std::size_t>& shape_of(const std::string& name) const {
    return arrays.at(name).shape;
  }

  /// Ground truth was given, perhaps without a single object.
  [[nodiscard]] bool has_truth() const { return has("5_iou_filter/truth_boxes"); }
};

}  // namespace mrcnn
