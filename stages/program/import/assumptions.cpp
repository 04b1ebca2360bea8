#include "stages/program/import/assumptions.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "common/error.hpp"

#include "stages/pipeline/model/config_keys.hpp"

namespace mrcnn {
namespace {

constexpr std::array kSilentKeys = {"classes",
                                    "features.bn_eps",
                                    "features.stride_in_1x1",
                                    "image.channel_order",
                                    "proposals.anchor_sizes",
                                    "proposals.aspect_ratios",
                                    "image.min_size",
                                    "image.max_size",
                                    "image.mean",
                                    "image.std",
                                    "proposals.pre_nms_top_n",
                                    "proposals.post_nms_top_n",
                                    "proposals.nms_iou",
                                    "box_head.score_threshold",
                                    "box_head.nms_iou",
                                    "box_head.detections_per_image"};

const ConfigKey& key_named(std::string_view path) {
  const std::size_t dot = path.find('.');
  return dot == std::string_view::npos
             ? *find_config_key("", path)
             : *find_config_key(path.substr(0, dot), path.substr(dot + 1));
}

/// COCO's names are known; a long list is cut.
std::string classes_text(const std::vector<std::string>& classes) {
  constexpr std::size_t kShown = 3;
  if (classes == coco_class_slots() || classes == coco_class_names()) {
    return concat("COCO's ", classes.size());
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(classes.size(), kShown); ++i) {
    text += (i == 0 ? "" : ",") + classes[i];
  }
  return text + (classes.size() > kShown ? concat(",... (", classes.size(), ")") : "");
}

std::string value_text(const ConfigKey& key, const Config& config) {
  if (key.name == "classes") {
    return classes_text(config.classes);
  }
  const nlohmann::json value = key.write(config);
  std::string text;
  for (const nlohmann::json& part : value.is_array() ? value : nlohmann::json::array({value})) {
    const std::string number = part.is_string() ? part.get<std::string>() : part.dump();
    text += (text.empty() ? "" : ",") +
            (number.ends_with(".0") ? number.substr(0, number.size() - 2) : number);
  }
  if (key.path() == "features.bn_eps" && config.conventions == "torchvision") {
    text += config.features.bn_eps == 0.0F
                ? " (1e-05 unless training started from torchvision's COCO weights)"
                : " (0 if training started from torchvision's COCO weights)";
  }
  return text;
}

}  // namespace

std::vector<std::string> assumed_keys(const Config& config, const nlohmann::json& settings) {
  std::vector<std::string> keys;
  for (const std::string path : kSilentKeys) {
    const ConfigKey& key = key_named(path);
    const bool is_said = settings.contains(key.stage) && settings.at(key.stage).contains(key.name);
    const bool is_open = path == "features.bn_eps" ? config.conventions == "torchvision"
                         : path == "features.stride_in_1x1" || path == "image.channel_order"
                             ? config.conventions == "detectron2"
                             : true;
    if (!is_said && is_open) {
      keys.push_back(path);
    }
  }
  return keys;
}

std::vector<std::string> without_overrides(std::vector<std::string> keys,
                                           const std::vector<std::string>& overrides) {
  std::erase_if(keys, [&](const std::string& key) {
    return std::any_of(overrides.begin(), overrides.end(), [&](const std::string& assignment) {
      return assignment.starts_with(key + "=");
    });
  });
  return keys;
}

std::string assumption_text(const Config& config, const std::vector<std::string>& keys) {
  std::string text;
  for (const std::string& path : keys) {
    text += " " + path + "=" + value_text(key_named(path), config);
  }
  return text.empty() ? ""
                      : "assumed, since the file does not say:" + text +
                            "; say otherwise with --set KEY=VALUE";
}

}  // namespace mrcnn
