#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "common/image/preprocess.hpp"

#include "stages/1_features/features.hpp"
#include "stages/2_proposals/proposals.hpp"
#include "stages/3_roi_align/pool_regions.hpp"
#include "stages/4_box_head/box_head.hpp"
#include "stages/5_iou_filter/iou_filter.hpp"
#include "stages/6_masks/masks.hpp"
#include "stages/pipeline/model/coco_classes.hpp"

namespace mrcnn {

/// Everything about a model except its tensors. By default: torchvision's Mask R-CNN with
/// ResNet-101 and FPN, trained on COCO. Other conventions have other values (conventions.hpp).
/// Sections and keys are listed once, in config_keys.cpp, and explained in docs/model-file.md.
struct Config {
  std::string conventions = "torchvision";                // whose numbers are reproduced
  std::vector<std::string> classes = coco_class_slots();  // background first
  ImageParams image;
  FeaturesParams features;
  ProposalsParams proposals;
  Pooling pooling = Pooling::roi_align;  // the key roi_align.pooling
  RoiAlignParams roi_align;
  BoxHeadNetwork box_head;
  DetectionsParams detections;  // section "box_head" too
  IouFilterParams iou_filter;
  MaskHeadNetwork mask_head;  // section "masks"
  PasteParams paste;          // section "masks" too
};

/// The configuration that a JSON object describes. Missing keys have the value of the object's
/// "conventions", by default torchvision's.
///
///   name  what messages call the object, like "model.safetensors: mrcnn.config"
///
/// Throws InputError "NAME: ..." for an unknown section or key (naming the known ones) and for a
/// value of the wrong type or outside its limits ("expected ..., got ...").
Config config_from_json(const nlohmann::json& object, const std::string& name);

/// The same, but what is unknown or invalid is ignored: for other programs' manifests. Keys that
/// are not mentioned keep the defaults of Config.
Config config_of_valid_keys(const nlohmann::json& object);

/// All keys. Reading it back gives an equal configuration; numbers are the shortest that do.
nlohmann::json to_json(const Config& config);

/// Sets one key from "STAGE.KEY=VALUE" or "classes=...", or all keys except sizes from
/// "conventions=...". VALUE is JSON; otherwise it is a string, or with commas a list:
/// "proposals.anchor_sizes=16,32,64,128,256". Throws UsageError, which names the known keys, or
/// what the key expects.
void apply_override(Config& config, std::string_view assignment);

/// Sets several keys, in order.
void apply_overrides(Config& config, const std::vector<std::string>& assignments);

}  // namespace mrcnn
