#include "stages/program/import/torch/torchvision_network.hpp"

#include <array>
#include <string_view>

#include "common/error.hpp"
#include "common/tensor/shape.hpp"

namespace mrcnn {
namespace {

constexpr std::size_t kCocoSlots = 91;
constexpr int kMostBlocks = 256;
constexpr int kMostMaskLayers = 64;

/// A tensor that gives a network away, and what to say of it.
struct Sign {
  std::string_view tensor;
  std::string_view message;
};

constexpr std::array kOtherNetworks{
    Sign{"backbone.bottom_up.stem.conv1.weight",
         "is a model of detectron2, whose conventions this program does not have"},
    Sign{"backbone.layer1.0.conv1.weight",
         "is a model of mmdetection, whose conventions this program does not have"},
    Sign{"roi_heads.box_head.0.0.weight",
         "is a maskrcnn_resnet50_fpn_v2, which has other layers; expected maskrcnn_resnet50_fpn"},
    Sign{"backbone.body.0.0.weight", "has a MobileNet as its backbone; expected a ResNet"},
    Sign{"roi_heads.keypoint_head.0.weight",
         "is a Keypoint R-CNN: it has no mask head; expected a Mask R-CNN"},
    Sign{"layer1.0.conv1.weight", "is a ResNet alone, without pyramid and heads"},
};

constexpr std::array kNeeded{
    Sign{"backbone.body.layer1.0.conv3.weight",
         "has a ResNet of basic blocks (18 or 34 layers); expected bottleneck blocks (50 or 101)"},
    Sign{"backbone.fpn.inner_blocks.0.0.weight", "has no feature pyramid"},
    Sign{"rpn.head.conv.0.0.weight", "has no region proposal network"},
    Sign{"roi_heads.box_head.fc7.weight", "has no box head"},
    Sign{"roi_heads.box_predictor.cls_score.weight", "has no box head"},
    Sign{"roi_heads.mask_head.0.0.weight",
         "is a Faster R-CNN: it has no mask head; expected a Mask R-CNN"},
    Sign{"roi_heads.mask_predictor.conv5_mask.weight",
         "is a Faster R-CNN: it has no mask head; expected a Mask R-CNN"},
};

bool has(const TensorShapes& shapes, std::string_view tensor) {
  return shapes.count(std::string(tensor)) > 0;
}

void check_is_mask_rcnn(const TensorShapes& shapes, const std::string& name) {
  for (const auto& [tensor, message] : kOtherNetworks) {
    if (has(shapes, tensor)) {
      throw InputError(concat(name, ": ", message));
    }
  }
  if (!has(shapes, kTorchvisionMarker)) {
    throw InputError(concat(name, ": has no tensor ", kTorchvisionMarker, " among its ",
                            shapes.size(),
                            "; expected the state_dict of torchvision's maskrcnn_resnet50_fpn"));
  }
  for (const auto& [tensor, message] : kNeeded) {
    if (!has(shapes, tensor)) {
      throw InputError(concat(name, ": ", message, " (no tensor ", tensor, ")"));
    }
  }
}

/// Extent of one axis of a tensor that is there.
std::size_t extent(const TensorShapes& shapes, const std::string& tensor, std::size_t axis,
                   const std::string& name) {
  const std::vector<std::size_t>& shape = shapes.at(tensor);
  if (shape.size() <= axis) {
    throw InputError(concat(name, ": ", tensor, " has shape ", shape_text(shape),
                            ", expected more than ", axis, " axes"));
  }
  return shape[axis];
}

/// How many of the tensors PREFIX0SUFFIX, PREFIX1SUFFIX, ... are there.
int count_of(const TensorShapes& shapes, const std::string& prefix, const std::string& suffix,
             int most) {
  int count = 0;
  while (count < most && has(shapes, concat(prefix, count, suffix))) {
    ++count;
  }
  return count;
}

void check_is_plain(const TensorShapes& shapes, const std::string& name) {
  const std::string conv2 = "backbone.body.layer1.0.conv2.weight";
  if (has(shapes, conv2) && extent(shapes, conv2, 0, name) != extent(shapes, conv2, 1, name)) {
    throw InputError(name + ": has grouped convolutions (a ResNeXt); expected a ResNet");
  }
  if (has(shapes, "rpn.head.conv.1.0.weight")) {
    throw InputError(name +
                     ": has a region proposal network of several convolutions; expected one");
  }
}

std::vector<std::string> numbered_classes(std::size_t count) {
  std::vector<std::string> classes = {"background"};
  for (std::size_t k = 1; k < count; ++k) {
    classes.push_back(concat("class ", k));
  }
  return classes;
}

}  // namespace

nlohmann::json torchvision_config(const TensorShapes& shapes, const std::string& name) {
  check_is_mask_rcnn(shapes, name);
  check_is_plain(shapes, name);
  const auto extent_of = [&](const char* tensor) { return extent(shapes, tensor, 0, name); };
  auto blocks = nlohmann::json::array();
  for (int stage = 1; stage <= 4; ++stage) {
    blocks.push_back(
        count_of(shapes, concat("backbone.body.layer", stage, "."), ".conv1.weight", kMostBlocks));
  }
  nlohmann::json config = {
      {"conventions", "torchvision"},
      {"features",
       {{"blocks", blocks},
        {"base_channels", extent_of(kTorchvisionMarker)},
        {"fpn_channels", extent_of("backbone.fpn.inner_blocks.0.0.weight")}}},
      {"box_head", {{"hidden", extent_of("roi_heads.box_head.fc7.weight")}}},
      {"masks",
       {{"layers", count_of(shapes, "roi_heads.mask_head.", ".0.weight", kMostMaskLayers)},
        {"hidden", extent_of("roi_heads.mask_head.0.0.weight")}}}};
  const std::size_t classes = extent_of("roi_heads.box_predictor.cls_score.weight");
  if (classes != kCocoSlots) {
    config["classes"] = numbered_classes(classes);
  }
  return config;
}

}  // namespace mrcnn
