#include "common/weights/old_names.hpp"

#include <cstddef>
#include <string_view>

namespace mrcnn {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// For "PREFIX<digit>.weight" or ".bias" the digit and the rest, split; else two empty views.
struct Numbered {
  std::string_view digit, rest;
};

Numbered split_after(std::string_view name, std::string_view prefix) {
  if (!name.starts_with(prefix)) {
    return {};
  }
  name.remove_prefix(prefix.size());
  const bool matches = !name.empty() && is_digit(name.front()) &&
                       (name.substr(1) == ".weight" || name.substr(1) == ".bias");
  return matches ? Numbered{name.substr(0, 1), name.substr(1)} : Numbered{};
}

}  // namespace

std::string current_name(const std::string& name) {
  if (name == "rpn.head.conv.weight" || name == "rpn.head.conv.bias") {
    return "rpn.head.conv.0.0." + name.substr(name.rfind('.') + 1);
  }
  for (const char* prefix : {"backbone.fpn.inner_blocks.", "backbone.fpn.layer_blocks."}) {
    const Numbered block = split_after(name, prefix);
    if (!block.digit.empty()) {
      return prefix + std::string(block.digit) + ".0" + std::string(block.rest);
    }
  }
  // Old mask layers count from 1, new ones from 0.
  const Numbered layer = split_after(name, "roi_heads.mask_head.mask_fcn");
  if (!layer.digit.empty() && layer.digit != "0") {
    const auto index = static_cast<char>(layer.digit.front() - 1);
    return std::string("roi_heads.mask_head.") + index + ".0" + std::string(layer.rest);
  }
  return name;
}

}  // namespace mrcnn
