#pragma once
#include <optional>
#include <set>
#include <string>

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

namespace mrcnn {

/// Everything a run knows about one image: what went in and what each step made of it.
template <class Place>
struct PipelineState {
  InputImage<Place> image;
  NetworkInput<Place> input;

  FeaturePyramid<Place> pyramid;
  FeaturesTrace<Place> features;

  RpnOutput<Place> rpn;
  Proposals<Place> proposals;
  ProposalsTrace<Place> proposals_trace;

  Regions<Place> regions;
  RoiAlignTrace<Place> roi_align;

  BoxHeadOutput<Place> head;
  Detections<Place> detections;
  DetectionsTrace<Place> detections_trace;

  GroundTruth<Place> truth;
  Tensor<Place, std::uint8_t, 3> truth_masks;  // (G, H0, W0) 0 or 1, for pictures only
  Detections<Place> valid;
  IouFilterTrace<Place> iou_filter;

  Regions<Place> mask_regions;
  Tensor<Place, float, 3> mask_logits;  // (D', 28, 28)
  InstanceMasks<Place> result;

  /// Names of the arrays above that are set, "2_proposals/boxes".
  std::set<std::string> available;
  /// Those among them that were made in this run and not read from a trace.
  std::set<std::string> made;

  [[nodiscard]] bool has(const std::string& name) const { return available.count(name) > 0; }

  void set_made(const std::string& name) {
    available.insert(name);
    made.insert(name);
  }

  /// Truth was given, perhaps without a single object.
  [[nodiscard]] bool has_truth() const { return has("5_iou_filter/truth_boxes"); }
};

}  // namespace mrcnn
