#include "stages/pipeline/model/config_keys.hpp"

#include <algorithm>

#include "common/error.hpp"

#include "stages/pipeline/model/config_section.hpp"
#include "stages/pipeline/model/conventions.hpp"

namespace mrcnn {

namespace {

Limits range(double least, double most) {
  return {.least = least, .most = most};
}

Limits list(std::size_t fewest, std::size_t longest, double least = 0.0, double most = 0.0) {
  return {.least = least, .most = most, .fewest = fewest, .longest = longest};
}

constexpr double kLargestSide = 32768;  // pixels; the most that preprocessing resizes to

const Limits kAny = {};
const Limits kFraction = range(0.0, 1.0);
const Limits kPixels = range(0.0, kLargestSide);
const Limits kCoderWeight = range(1e-3, 1e3);
const Limits kCount = range(1, 1e6);
const Limits kPool = range(1, 64);
const Limits kHidden = range(1, 65536);

using Keys = std::vector<ConfigKey>;

/// The keys outside the sections.
auto top_section() {
  return Section(
      "", [](auto& config) -> auto& { return config; });
}

/// The conventions set every key except sizes; other keys of the file and --set are applied after
/// them.
ConfigKey conventions_key() {
  ConfigKey key =
      top_section().key("conventions", &Config::conventions, {.choices = known_conventions()}, "",
                        "whose numbers are reproduced; sets the other keys, sizes aside");
  key.read = [read_name = key.read](Config& config, const nlohmann::json& json) {
    const bool fits = read_name(config, json);
    if (fits) {
      apply_conventions(config, config.conventions);
    }
    return fits;
  };
  return key;
}

bool is_background(const nlohmann::json& name) {
  const std::vector<std::string> known = {"background", "__background__", "_background_", "BG"};
  return name.is_string() &&
         std::find(known.begin(), known.end(), name.get<std::string>()) != known.end();
}

/// With the background last, as detectron2 and mmdetection count, every class would get the name of
/// its neighbour.
ConfigKey classes_key() {
  ConfigKey key = top_section().key("classes", &Config::classes, list(2, 10000), "",
                                    "names of the classes; their number is K");
  key.expected += ", the background first";
  key.read = [read_names = key.read](Config& config, const nlohmann::json& json) {
    const bool has_later_background = json.is_array() && !json.empty() &&
                                      std::any_of(json.begin() + 1, json.end(), is_background);
    return !has_later_background && read_names(config, json);
  };
  return key;
}

Keys top_keys() {
  return {conventions_key(), classes_key()};
}

Keys image_keys() {
  const Section image("image", &Config::image);
  return {
      image.key("min_size", &ImageParams::min_size, range(1, kLargestSide), "pixels",
                "the short side is resized to this"),
      image.key("max_size", &ImageParams::max_size, range(1, kLargestSide), "pixels",
                "unless the long side would exceed this"),
      image.key(
          "scale_rule", &ImageParams::scale_rule, kAny, "",
          "precision of the resize factor; float32 is torchvision 0.14.1; never_smaller keeps "
          "images that are larger than min_size and fit into max_size"),
      image.key("resampling", &ImageParams::resampling, kAny, "",
                "values beyond the border; zero_outside also truncates to whole pixel values"),
      image.key("padding", &ImageParams::padding, kAny, "",
                "to multiples of 32, or around the image to a square of max_size"),
      image.key("padding_color", &ImageParams::padding_color, kAny, "",
                "0 after normalising, or before it"),
      image.key("channel_order", &ImageParams::channel_order, kAny, "", "of the network's input"),
      image.key("divisor", &ImageParams::divisor, range(1e-3, 1e3), "pixel values",
                "pixel values are divided by this first"),
      image.key("mean", &ImageParams::mean, range(-1e3, 1e3), "pixel values / divisor",
                "subtracted from each channel after that"),
      image.key("std", &ImageParams::std, range(1e-3, 1e3), "pixel values / divisor",
                "the difference is divided by this"),
  };
}

Keys features_keys() {
  const Section features("features", &Config::features);
  return {
      features.key("blocks", &FeaturesParams::blocks, range(1, 256), "",
                   "bottlenecks of the four stages of ResNet (3, 4, 6, 3 for 50 layers)"),
      features.key("base_channels", &FeaturesParams::base_channels, range(1, 1024), "channels",
                   "width of the stem and of the first stage; doubles per stage"),
      features.key("fpn_channels", &FeaturesParams::fpn_channels, range(1, 4096), "channels",
                   "width C of the pyramid P2..P6"),
      features.key("bn_eps", &FeaturesParams::bn_eps, kFraction, "",
                   "added to the variance of a batch norm; 0 for torchvision's COCO weights"),
      features.key("stride_in_1x1", &FeaturesParams::stride_in_1x1, kAny, "",
                   "a stage halves its map in its first 1x1 convolution, else in its first 3x3"),
      features.key("conv_bias", &FeaturesParams::conv_bias, kAny, "",
                   "the convolutions before a batch norm have biases"),
      features.key("pool_padding", &FeaturesParams::pool_padding, kAny, "",
                   "windows of the maximum after the stem begin at -1, 1, 3 .. or at 0, 2, 4 .."),
  };
}

Keys proposals_keys() {
  const Section proposals("proposals", &Config::proposals);
  const Section conventions(
      "proposals", [](auto& config) -> auto& { return config.proposals.conventions; });
  return {
      proposals.key("anchor_sizes", &ProposalsParams::anchor_sizes, list(5, 5, 1.0, kLargestSide),
                    "pixels", "side of the square anchor of P2, P3, P4, P5, P6"),
      proposals.key("aspect_ratios", &ProposalsParams::aspect_ratios, list(1, 16, 1e-2, 1e2),
                    "height / width", "one anchor per cell and ratio"),
      conventions.key("anchor_rounding", &ProposalsConventions::anchor_rounding, kAny, "",
                      "corners of anchors are rounded to whole pixels, half to even"),
      conventions.key("anchor_stride", &ProposalsConventions::anchor_stride, kAny, "",
                      "pixels between anchors: floor(padded / cells), or 2^level"),
      conventions.key("corners", &ProposalsConventions::corners, kAny, "",
                      "boxes end after their last pixel, or at it in stretched coordinates"),
      conventions.key("hidden", &ProposalsConventions::hidden, range(0, 65536), "channels",
                      "of the 3x3 convolution; 0: fpn_channels"),
      conventions.key("logits_per_anchor", &ProposalsConventions::logits_per_anchor, range(1, 2),
                      "", "1: object; 2: background, object"),
      proposals.key("coder_weights", &ProposalsParams::coder_weights, kCoderWeight, "",
                    "dx, dy, dw, dh are divided by these"),
      conventions.key("max_log_scale", &ProposalsConventions::max_log_scale, range(0, 80), "",
                      "largest dw and dh; 0: no limit"),
      proposals.key("pre_nms_top_n", &ProposalsParams::pre_nms_top_n, kCount, "anchors",
                    "best of each pre_nms_scope that are decoded"),
      conventions.key("pre_nms_scope", &ProposalsConventions::pre_nms_scope, kAny, "",
                      "which anchors are ranked together"),
      proposals.key("post_nms_top_n", &ProposalsParams::post_nms_top_n, kCount, "proposals",
                    "kept of all levels together"),
      proposals.key("nms_iou", &ProposalsParams::nms_iou, kFraction, "IoU",
                    "a worse candidate of the nms_scope that overlaps more is dropped"),
      conventions.key("nms_scope", &ProposalsConventions::nms_scope, kAny, "",
                      "which candidates suppress each other"),
      proposals.key("min_size", &ProposalsParams::min_size, kPixels, "pixels",
                    "smallest width and height"),
      conventions.key("clip", &ProposalsConventions::clip, kAny, "",
                      "candidates are clipped to the image, or to its padding"),
      conventions.key("pad_with_zeros", &ProposalsConventions::pad_with_zeros, kAny, "",
                      "rows of zeros fill the proposals up to post_nms_top_n"),
  };
}

Keys roi_align_keys() {
  const Section roi_align("roi_align", &Config::roi_align);
  const Section pooling(
      "roi_align", [](auto& config) -> auto& { return config; });
  return {
      pooling.key("pooling", &Config::pooling, kAny, "",
                  "how a region becomes a map of fixed size"),
      roi_align.key("sampling_ratio", &RoiAlignParams::sampling_ratio, range(-1, 64), "samples",
                    "per bin and axis; 0 or less: as many as the bin has cells"),
      roi_align.key("aligned", &RoiAlignParams::aligned, kAny, "",
                    "shift by half a cell, no smallest size"),
      roi_align.key("canonical_size", &RoiAlignParams::canonical_size, range(1.0, kLargestSide),
                    "pixels", "side of the box that reads canonical_level (FPN, eq. 1)"),
      roi_align.key("canonical_level", &RoiAlignParams::canonical_level, range(0, 16), "level",
                    "k0 of FPN, eq. 1"),
      roi_align.key(
          "level_rule", &RoiAlignParams::level_rule, kAny, "",
          "floor(k0 + log2(s) + 1e-6), floor(k0 + log2(s + 1e-8)), or k0 + log2(s) rounded"),
  };
}

Keys box_head_keys() {
  const Section network("box_head", &Config::box_head);
  const Section detections("box_head", &Config::detections);
  const Section conventions(
      "box_head", [](auto& config) -> auto& { return config.detections.conventions; });
  return {
      network.key("pool", &BoxHeadNetwork::pool, kPool, "bins", "side of a region"),
      network.key("hidden", &BoxHeadNetwork::hidden, kHidden, "", "width of fc6 and fc7"),
      network.key("batch_norm", &BoxHeadNetwork::batch_norm, kAny, "",
                  "a batch norm follows fc6 and fc7"),
      network.key("bn_eps", &BoxHeadNetwork::bn_eps, kFraction, "", "added to its variance"),
      detections.key("coder_weights", &DetectionsParams::coder_weights, kCoderWeight, "",
                     "dx, dy, dw, dh are divided by these"),
      conventions.key("max_log_scale", &DetectionsConventions::max_log_scale, range(0, 80), "",
                      "largest dw and dh; 0: no limit"),
      conventions.key("candidates", &DetectionsConventions::candidates, kAny, "",
                      "a proposal can be found as every class, or as its likeliest only"),
      detections.key("score_threshold", &DetectionsParams::score_threshold, kFraction,
                     "probability", "a candidate must exceed or reach this"),
      conventions.key("score_rule", &DetectionsConventions::score_rule, kAny, "",
                      "which of the two"),
      detections.key("nms_iou", &DetectionsParams::nms_iou, kFraction, "IoU",
                     "a worse candidate of the class that overlaps more is dropped"),
      conventions.key("min_size", &DetectionsConventions::min_size, kPixels, "pixels",
                      "smallest width and height"),
      detections.key("detections_per_image", &DetectionsParams::detections_per_image, kCount,
                     "detections", "kept of all classes together"),
  };
}

Keys iou_filter_keys() {
  const Section iou_filter("iou_filter", &Config::iou_filter);
  return {
      iou_filter.key("min_iou", &IouFilterParams::min_iou, kFraction, "IoU",
                     "a detection is valid when its best IoU with a true object reaches this"),
  };
}

Keys masks_keys() {
  const Section network("masks", &Config::mask_head);
  const Section paste("masks", &Config::paste);
  return {
      network.key("pool", &MaskHeadNetwork::pool, kPool, "bins",
                  "side of a region; the mask has twice as many"),
      network.key("layers", &MaskHeadNetwork::layers, range(1, 64), "", "3x3 convolutions"),
      network.key("hidden", &MaskHeadNetwork::hidden, range(1, 4096), "channels",
                  "of each of them"),
      network.key("batch_norm", &MaskHeadNetwork::batch_norm, kAny, "",
                  "a batch norm follows each"),
      network.key("bn_eps", &MaskHeadNetwork::bn_eps, kFraction, "", "added to its variance"),
      paste.key("paste_rule", &PasteParams::rule, kAny, "",
                "how a mask is spread over the pixels of its box"),
      paste.key("threshold", &PasteParams::threshold, kFraction, "probability",
                "a pixel belongs to the object when it reaches this"),
  };
}

}  // namespace

const std::vector<ConfigKey>& config_keys() {
  static const Keys keys = [] {
    Keys all;
    for (const Keys& section :
         {top_keys(), image_keys(), features_keys(), proposals_keys(), roi_align_keys(),
          box_head_keys(), iou_filter_keys(), masks_keys()}) {
      all.insert(all.end(), section.begin(), section.end());
    }
    return all;
  }();
  return keys;
}

const ConfigKey* find_config_key(std::string_view stage, std::string_view name) {
  const Keys& keys = config_keys();
  const auto found = std::find_if(keys.begin(), keys.end(), [&](const ConfigKey& key) {
    return key.stage == stage && key.name == name;
  });
  return found == keys.end() ? nullptr : &*found;
}

std::vector<std::string> config_stages() {
  std::vector<std::string> stages;
  for (const ConfigKey& key : config_keys()) {
    if (!key.stage.empty() && (stages.empty() || stages.back() != key.stage)) {
      stages.push_back(key.stage);
    }
  }
  return stages;
}

std::string known_config_keys(std::string_view stage) {
  std::vector<std::string> known;
  for (const ConfigKey& key : config_keys()) {
    if (key.stage == stage) {
      known.push_back(key.name);
    }
  }
  if (stage.empty()) {
    const std::vector<std::string> stages = config_stages();
    known.insert(known.end(), stages.begin(), stages.end());
  }
  return joined(known, ", ");
}

}  // namespace mrcnn
