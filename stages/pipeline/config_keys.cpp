#include "stages/pipeline/config_keys.hpp"

#include <algorithm>
#include <utility>

#include "common/error.hpp"

#include "stages/pipeline/config_value.hpp"

namespace mrcnn {

namespace {

/// A key whose value `field(config)` refers to.
template <class Field>
ConfigKey make_key(std::string stage, std::string name, Field field, const Limits& limits,
                   std::string unit, std::string meaning) {
  using Value = std::remove_cvref_t<std::invoke_result_t<Field, Config&>>;
  using Format = ValueFormat<Value>;
  ConfigKey key;
  key.stage = std::move(stage);
  key.name = std::move(name);
  key.expected = Format::expected(limits, "1");
  key.unit = std::move(unit);
  key.meaning = std::move(meaning);
  key.read = [field, limits](Config& config, const nlohmann::json& json) {
    return Format::read(json, limits, field(config));
  };
  key.write = [field, limits](const Config& config) {
    return Format::write(field(config), limits);
  };
  return key;
}

/// A key outside the sections.
template <class Value>
ConfigKey top_key(std::string name, Value Config::*value, const Limits& limits, std::string unit,
                  std::string meaning) {
  return make_key(
      "", std::move(name), [value](auto& config) -> auto& { return config.*value; }, limits,
      std::move(unit), std::move(meaning));
}

/// Makes the keys of one section: those of the Params of one stage.
template <class Params>
class Section {
 public:
  Section(std::string stage, Params Config::*params) : stage_(std::move(stage)), params_(params) {}

  template <class Value>
  ConfigKey key(std::string name, Value Params::*value, const Limits& limits, std::string unit,
                std::string meaning) const {
    const auto params = params_;
    return make_key(
        stage_, std::move(name),
        [ params, value ](auto& config) -> auto& { return config.*params.*value; }, limits,
        std::move(unit), std::move(meaning));
  }

 private:
  std::string stage_;
  Params Config::*params_;
};

Limits range(double least, double most) {
  return {.least = least, .most = most};
}

Limits list(std::size_t fewest, std::size_t longest, double least = 0.0, double most = 0.0) {
  return {.least = least, .most = most, .fewest = fewest, .longest = longest};
}

Limits one_of(std::vector<std::string> choices) {
  return {.choices = std::move(choices)};
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

Keys top_keys() {
  return {
      top_key("conventions", &Config::conventions, one_of({"torchvision"}), "",
              "whose numbers are reproduced"),
      top_key("classes", &Config::classes, list(2, 10000), "",
              "names of the classes, background first; their number is K"),
  };
}

Keys image_keys() {
  const Section image("image", &Config::image);
  return {
      image.key("min_size", &ImageParams::min_size, range(1, kLargestSide), "pixels",
                "the short side is resized to this"),
      image.key("max_size", &ImageParams::max_size, range(1, kLargestSide), "pixels",
                "unless the long side would exceed this"),
      image.key("mean", &ImageParams::mean, range(-1e3, 1e3), "of values in [0, 1]",
                "subtracted from red, green, blue"),
      image.key("std", &ImageParams::std, range(1e-3, 1e3), "of values in [0, 1]",
                "what is left is divided by this"),
      image.key("scale_rule", &ImageParams::scale_rule, one_of({"double", "float32"}), "",
                "precision of the resize factor; float32 is torchvision 0.14.1"),
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
  };
}

Keys proposals_keys() {
  const Section proposals("proposals", &Config::proposals);
  return {
      proposals.key("anchor_sizes", &ProposalsParams::anchor_sizes, list(5, 5, 1.0, kLargestSide),
                    "pixels", "side of the square anchor of P2, P3, P4, P5, P6"),
      proposals.key("aspect_ratios", &ProposalsParams::aspect_ratios, list(1, 16, 1e-2, 1e2),
                    "height / width", "one anchor per cell and ratio"),
      proposals.key("coder_weights", &ProposalsParams::coder_weights, kCoderWeight, "",
                    "dx, dy, dw, dh are divided by these"),
      proposals.key("pre_nms_top_n", &ProposalsParams::pre_nms_top_n, kCount, "anchors",
                    "best of each level that are decoded"),
      proposals.key("post_nms_top_n", &ProposalsParams::post_nms_top_n, kCount, "proposals",
                    "kept of all levels together"),
      proposals.key("nms_iou", &ProposalsParams::nms_iou, kFraction, "IoU",
                    "a worse candidate of the level that overlaps more is dropped"),
      proposals.key("min_size", &ProposalsParams::min_size, kPixels, "pixels",
                    "smallest width and height"),
  };
}

Keys roi_align_keys() {
  const Section roi_align("roi_align", &Config::roi_align);
  return {
      roi_align.key("sampling_ratio", &RoiAlignParams::sampling_ratio, range(-1, 64), "samples",
                    "per bin and axis; 0 or less: as many as the bin has cells"),
      roi_align.key("aligned", &RoiAlignParams::aligned, kAny, "",
                    "shift by half a cell, no smallest size"),
      roi_align.key("canonical_size", &RoiAlignParams::canonical_size, range(1.0, kLargestSide),
                    "pixels", "side of the box that reads canonical_level (FPN, eq. 1)"),
      roi_align.key("canonical_level", &RoiAlignParams::canonical_level, range(0, 16), "level",
                    "k0 of FPN, eq. 1"),
  };
}

Keys box_head_keys() {
  const Section box_head("box_head", &Config::box_head);
  return {
      box_head.key("pool", &BoxHeadParams::pool, kPool, "bins", "side of a region"),
      box_head.key("hidden", &BoxHeadParams::hidden, kHidden, "", "width of fc6 and fc7"),
      box_head.key("coder_weights", &BoxHeadParams::coder_weights, kCoderWeight, "",
                   "dx, dy, dw, dh are divided by these"),
      box_head.key("score_threshold", &BoxHeadParams::score_threshold, kFraction, "probability",
                   "a candidate must exceed this"),
      box_head.key("nms_iou", &BoxHeadParams::nms_iou, kFraction, "IoU",
                   "a worse candidate of the class that overlaps more is dropped"),
      box_head.key("min_size", &BoxHeadParams::min_size, kPixels, "pixels",
                   "smallest width and height"),
      box_head.key("detections_per_image", &BoxHeadParams::detections_per_image, kCount,
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
  const Section masks("masks", &Config::masks);
  return {
      masks.key("pool", &MasksParams::pool, kPool, "bins",
                "side of a region; the mask has twice as many"),
      masks.key("layers", &MasksParams::layers, range(1, 64), "", "3x3 convolutions"),
      masks.key("hidden", &MasksParams::hidden, range(1, 4096), "channels", "of each of them"),
      masks.key("threshold", &MasksParams::threshold, kFraction, "probability",
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
  std::string known;
  const auto add = [&](const std::string& name) { known += (known.empty() ? "" : ", ") + name; };
  for (const ConfigKey& key : config_keys()) {
    if (key.stage == stage) {
      add(key.name);
    }
  }
  if (stage.empty()) {
    for (const std::string& section : config_stages()) {
      add(section);
    }
  }
  return known;
}

}  // namespace mrcnn
