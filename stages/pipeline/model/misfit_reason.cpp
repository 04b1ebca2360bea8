#include "stages/pipeline/model/misfit_reason.hpp"

#include <algorithm>
#include <array>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

#include "stages/pipeline/model/config_keys.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

/// The keys that the shapes of the tensors say.
constexpr std::array kSizes = {
    "classes",          "features.blocks", "features.base_channels", "features.fpn_channels",
    "proposals.hidden", "box_head.pool",   "box_head.hidden",        "masks.layers",
    "masks.hidden"};

/// "KEY=VALUE" as --set takes it.
std::string setting(const ConfigKey& key, const Config& config) {
  const nlohmann::json value = key.write(config);
  if (key.name != "classes") {
    std::string text = value.dump();
    std::erase_if(text, [](char c) { return c == '[' || c == ']' || c == '"'; });
    return key.path() + "=" + text;
  }
  const std::size_t last = value.size() - 1;
  return "classes=background,NAME1" + (last > 2    ? concat(",...,NAME", last)
                                       : last == 2 ? ",NAME2"
                                                   : std::string());
}

/// " --set KEY=VALUE" for every size in which `fitting` differs from `config`.
std::string different_sizes(const Config& fitting, const Config& config) {
  std::string options;
  for (const ConfigKey& key : config_keys()) {
    const auto is_listed = [&](const char* path) { return key.path() == path; };
    if (std::none_of(kSizes.begin(), kSizes.end(), is_listed)) {
      continue;
    }
    const bool is_same = key.name == "classes" ? fitting.classes.size() == config.classes.size()
                                               : key.write(fitting) == key.write(config);
    options += is_same ? "" : " --set " + setting(key, fitting);
  }
  return options;
}

std::string anchors_text(const TensorShapes& shapes, const Config& config) {
  const std::vector<std::size_t>& shape = shapes.at("rpn.head.cls_logits.weight");
  const std::size_t anchors = shape.empty() ? 0 : shape.front();
  if (anchors == 0 || anchors == config.proposals.aspect_ratios.size()) {
    return "";
  }
  return concat("; its region proposal network has ", anchors,
                " anchors per cell: several sizes per level, which this program does not have, or ",
                anchors, " aspect ratios: --set proposals.aspect_ratios=RATIO1,...,RATIO", anchors);
}

}  // namespace

std::string misfit_reason(const TensorShapes& shapes, const Config& config, const fs::path& file,
                          bool is_described) {
  if (config.conventions != "torchvision") {
    return "";
  }
  try {
    const Config fitting = config_from_json(torchvision_config(shapes, file), path_text(file));
    const std::string options = different_sizes(fitting, config);
    return options.empty() ? anchors_text(shapes, config)
                           : "; its tensors agree among themselves and fit" + options;
  } catch (const InputError& error) {
    const std::string file_name = path_text(file) + ": ";
    return is_described ? "" : "; it " + std::string(error.what()).substr(file_name.size());
  }
}

}  // namespace mrcnn
