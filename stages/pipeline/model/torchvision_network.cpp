#include "stages/pipeline/model/torchvision_network.hpp"

#include <array>
#include <string_view>

#include <nlohmann/json.hpp>

#include "common/coco/numbered_classes.hpp"
#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/tensor/shape.hpp"
#include "common/weights/known_networks.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kCocoSlots = 91;
constexpr std::size_t kMostClasses = 10'000;
constexpr int kMostBlocks = 256;
constexpr int kMostMaskLayers = 64;
constexpr const char* kStem = "backbone.body.conv1.weight";
constexpr const char* kClassScores = "roi_heads.box_predictor.cls_score.weight";

/// A tensor that every network that can run has, and the message if it is missing.
struct Needed {
  std::string_view tensor;
  std::string_view message;
};

constexpr std::array kNeeded{
    Needed{"backbone.body.layer1.0.conv1.weight", "has a backbone without blocks"},
    Needed{
        "backbone.body.layer1.0.conv3.weight",
        "has a ResNet of basic blocks (18 or 34 layers); expected bottleneck blocks (50 or 101)"},
    Needed{"backbone.body.layer1.0.conv2.weight", "has no bottleneck blocks"},
    Needed{"backbone.fpn.inner_blocks.0.0.weight", "has no feature pyramid"},
    Needed{"backbone.fpn.inner_blocks.3.0.weight", "has a pyramid of fewer than four levels"},
    Needed{"rpn.head.conv.0.0.weight", "has no region proposal network"},
    Needed{"rpn.head.cls_logits.weight", "has no region proposal network"},
    Needed{"roi_heads.box_head.fc6.weight", "has no box head"},
    Needed{"roi_heads.box_head.fc7.weight", "has no box head"},
    Needed{kClassScores, "has no box predictor"},
};

/// What the shapes of one file say.
class Shapes {
 public:
  Shapes(const TensorShapes& shapes, const fs::path& file) : shapes_(shapes), file_(file) {}

  [[noreturn]] void refuse(const std::string& what) const {
    throw InputError(other_network(what).message(file_));
  }

  [[nodiscard]] bool has(std::string_view tensor) const {
    return shapes_.count(std::string(tensor)) > 0;
  }

  /// Extent of one axis of a tensor that is there.
  [[nodiscard]] std::size_t extent(const std::string& tensor, std::size_t axis = 0) const {
    const std::vector<std::size_t>& shape = shapes_.at(tensor);
    if (shape.size() <= axis) {
      throw InputError(concat(path_text(file_), ": ", tensor, " has shape ", shape_text(shape),
                              ", expected more than ", axis, " axes"));
    }
    return shape[axis];
  }

  /// How many of the tensors PREFIX0SUFFIX, PREFIX1SUFFIX, ... are there.
  [[nodiscard]] int count(const std::string& prefix, const std::string& suffix, int most) const {
    int found = 0;
    while (found < most && has(concat(prefix, found, suffix))) {
      ++found;
    }
    return found;
  }

  void check_network() const {
    std::vector<std::string> names;
    for (const auto& [name, shape] : shapes_) {
      names.push_back(name);
    }
    if (const auto other = known_network(names)) {
      throw InputError(other->message(file_));
    }
    if (!has(kStem)) {
      refuse(concat("has no tensor ", kStem, " among its ", shapes_.size(),
                    "; expected the state_dict of torchvision's maskrcnn_resnet50_fpn"));
    }
    for (const auto& [tensor, message] : kNeeded) {
      if (!has(tensor)) {
        refuse(concat(message, " (no tensor ", tensor, ")"));
      }
    }
    const std::string conv2 = "backbone.body.layer1.0.conv2.weight";
    if (extent(conv2) != extent(conv2, 1)) {
      refuse("has grouped convolutions (a ResNeXt); expected a ResNet");
    }
    if (extent(conv2) != extent(kStem)) {
      refuse("has wide bottleneck blocks (a Wide ResNet); expected a ResNet");
    }
    if (has("backbone.fpn.inner_blocks.4.0.weight")) {
      refuse("has a pyramid of more than four levels");
    }
  }

  /// The class tensors agree, or one head was replaced and another was not.
  void check_classes() const {
    const std::size_t classes = extent(kClassScores);
    if (classes < 2 || classes > kMostClasses) {
      throw InputError(concat(path_text(file_), ": ", kClassScores, " has ", classes,
                              " classes, expected 2 to ", kMostClasses,
                              ", the background among them"));
    }
    const auto check = [&](const std::string& tensor, std::size_t per_class) {
      if (has(tensor) && extent(tensor) != classes * per_class) {
        throw InputError(concat(
            path_text(file_), ": its class tensors contradict each other: ", kClassScores, " has ",
            classes, " classes, ", tensor, " has ", extent(tensor), " rows, expected ",
            classes * per_class, "; replace both predictors for the same number of classes"));
      }
    };
    check("roi_heads.box_predictor.bbox_pred.weight", 4);
    check("roi_heads.mask_predictor.mask_fcn_logits.weight", 1);
  }

  /// Side of the regions that fc6 reads, (hidden, C side side).
  [[nodiscard]] std::size_t pool(std::size_t channels) const {
    const std::size_t inputs = extent("roi_heads.box_head.fc6.weight", 1);
    std::size_t side = 1;
    while (side < 64 && channels * side * side < inputs) {
      ++side;
    }
    return side;
  }

 private:
  const TensorShapes& shapes_;
  const fs::path& file_;
};

}  // namespace

TensorShapes shapes_of(const WeightStore& store) {
  TensorShapes shapes;
  for (const WeightStore::Entry& entry : store.entries()) {
    shapes.emplace(entry.spec.name, entry.spec.shape);
  }
  return shapes;
}

bool has_mask_head(const TensorShapes& shapes) {
  const auto first = shapes.lower_bound("roi_heads.mask_");
  return first != shapes.end() && first->first.starts_with("roi_heads.mask_");
}

nlohmann::json torchvision_config(const TensorShapes& shapes, const fs::path& file) {
  const Shapes network(shapes, file);
  network.check_network();
  network.check_classes();
  auto blocks = nlohmann::json::array();
  for (int stage = 1; stage <= 4; ++stage) {
    blocks.push_back(
        network.count(concat("backbone.body.layer", stage, "."), ".conv1.weight", kMostBlocks));
  }
  const std::size_t channels = network.extent("backbone.fpn.inner_blocks.0.0.weight");
  const std::size_t rpn = network.extent("rpn.head.conv.0.0.weight");
  const std::string first_mask = "roi_heads.mask_head.0.0.weight";
  nlohmann::json config = {
      {"conventions", "torchvision"},
      {"features",
       {{"blocks", blocks}, {"base_channels", network.extent(kStem)}, {"fpn_channels", channels}}},
      {"proposals", {{"hidden", rpn == channels ? 0 : rpn}}},
      {"box_head",
       {{"pool", network.pool(channels)},
        {"hidden", network.extent("roi_heads.box_head.fc7.weight")}}}};
  if (network.has(first_mask)) {
    config["masks"] = {
        {"layers", network.count("roi_heads.mask_head.", ".0.weight", kMostMaskLayers)},
        {"hidden", network.extent(first_mask)}};
  }
  const std::size_t classes = network.extent(kClassScores);
  if (classes != kCocoSlots) {
    config["classes"] = numbered_classes(classes);
  }
  return config;
}

}  // namespace mrcnn
