#include "stages/pipeline/model/conventions.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

#include "stages/pipeline/model/config_keys.hpp"

namespace mrcnn {
namespace {

/// Keys for the size of a network and its classes, not for how it computes.
constexpr std::array<std::string_view, 12> kSizes = {
    "classes",     "features.blocks",        "features.base_channels", "features.fpn_channels",
    "conventions", "proposals.anchor_sizes", "box_head.pool",          "box_head.hidden",
    "masks.pool",  "masks.layers",           "masks.hidden",           "iou_filter.min_iou"};

/// matterport/Mask_RCNN: Config and CocoConfig.
Config matterport() {
  Config c;
  c.image = {.min_size = 800,
             .max_size = 1024,
             .scale_rule = ScaleRule::never_smaller,
             .resampling = Resampling::zero_outside,
             .padding = Padding::square,
             .padding_color = PaddingColor::black,
             .channel_order = ChannelOrder::rgb,
             .divisor = 1.0F,
             .mean = {123.7F, 116.8F, 103.9F},
             .std = {1.0F, 1.0F, 1.0F}};
  c.features.bn_eps = 1e-3F;
  c.features.stride_in_1x1 = true;
  c.features.conv_bias = true;
  c.features.pool_padding = PoolPadding::same;
  c.proposals.aspect_ratios = {2.0F, 1.0F, 0.5F};
  c.proposals.conventions.anchor_rounding = false;
  c.proposals.conventions.anchor_stride = AnchorStride::level;
  c.proposals.conventions.corners = CornerRule::inclusive;
  c.proposals.conventions.hidden = 512;
  c.proposals.conventions.logits_per_anchor = 2;
  c.proposals.coder_weights = {10.0F, 10.0F, 5.0F, 5.0F};
  c.proposals.conventions.max_log_scale = 0.0F;
  c.proposals.pre_nms_top_n = 6000;
  c.proposals.conventions.pre_nms_scope = Scope::all_levels;
  c.proposals.conventions.nms_scope = Scope::all_levels;
  c.proposals.min_size = 0.0F;
  c.proposals.conventions.clip = ClipArea::input;
  c.proposals.conventions.pad_with_zeros = true;
  c.pooling = Pooling::crop_and_resize;
  c.roi_align.level_rule = LevelRule::nearest;
  c.box_head.batch_norm = true;
  c.box_head.bn_eps = 1e-3F;
  c.detections.conventions.max_log_scale = 0.0F;
  c.detections.conventions.candidates = CandidateRule::best_class;
  c.detections.score_threshold = 0.7F;
  c.detections.conventions.score_rule = ScoreRule::reached;
  c.detections.nms_iou = 0.3;
  c.detections.conventions.min_size = 0.0F;
  c.mask_head.batch_norm = true;
  c.mask_head.bn_eps = 1e-3F;
  c.paste.rule = PasteRule::matterport;
  return c;
}

/// detectron2's R50/R101-FPN, but for its antialiased resampling.
Config detectron2() {
  Config c;
  c.image.channel_order = ChannelOrder::bgr;
  c.image.divisor = 1.0F;
  c.image.mean = {103.53F, 116.28F, 123.675F};
  c.image.std = {1.0F, 1.0F, 1.0F};
  c.features.stride_in_1x1 = true;
  c.proposals.conventions.anchor_rounding = false;
  c.proposals.conventions.anchor_stride = AnchorStride::level;
  c.proposals.min_size = std::numeric_limits<float>::denorm_min();  // sides > 0
  c.roi_align.sampling_ratio = 0;
  c.roi_align.aligned = true;
  c.roi_align.level_rule = LevelRule::floor_inside;
  c.detections.conventions.min_size = 0.0F;
  c.paste.rule = PasteRule::detectron2;
  return c;
}

}  // namespace

std::vector<std::string> known_conventions() {
  return {"torchvision", "matterport", "detectron2"};
}

Config config_of_conventions(const std::string& name) {
  Config config = name == "matterport"   ? matterport()
                  : name == "detectron2" ? detectron2()
                                         : Config{};
  const auto known = known_conventions();
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    throw UsageError("conventions " + one_line(name) +
                     ": unknown, expected torchvision, matterport or detectron2");
  }
  config.conventions = name;
  return config;
}

void apply_conventions(Config& config, const std::string& name) {
  const Config preset = config_of_conventions(name);
  for (const ConfigKey& key : config_keys()) {
    if (std::find(kSizes.begin(), kSizes.end(), key.path()) == kSizes.end()) {
      key.read(config, key.write(preset));
    }
  }
  config.conventions = name;
}

}  // namespace mrcnn
