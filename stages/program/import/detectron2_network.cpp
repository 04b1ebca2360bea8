#include "stages/program/import/detectron2_network.hpp"

#include <algorithm>
#include <array>
#include <regex>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "common/coco/numbered_classes.hpp"
#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/weights/known_networks.hpp"

#include "stages/pipeline/model/coco_classes.hpp"
#include "stages/pipeline/model/model.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostClasses = 10'000;
constexpr const char* kStem = "backbone.bottom_up.stem.conv1.weight";
constexpr const char* kClassScores = "roi_heads.box_predictor.cls_score.weight";

/// Beginnings of torchvision's names, and of detectron2's for the same tensors; $1 is $1 + plus.
/// The convolutions of the mask head have names that WeightStore reads as torchvision's old ones.
struct Renaming {
  const char* pattern;
  const char* name;
  int plus = 0;
};

constexpr std::array kRenamings{
    Renaming{R"(backbone\.body\.conv1\.)", "backbone.bottom_up.stem.conv1."},
    Renaming{R"(backbone\.body\.bn1\.)", "backbone.bottom_up.stem.conv1.norm."},
    Renaming{R"(backbone\.body\.layer(\d)\.(\d+)\.conv)", "backbone.bottom_up.res$1.$2.conv", 1},
    Renaming{R"(backbone\.body\.layer(\d)\.(\d+)\.bn(\d))",
             "backbone.bottom_up.res$1.$2.conv$3.norm", 1},
    Renaming{R"(backbone\.body\.layer(\d)\.(\d+)\.downsample\.0)",
             "backbone.bottom_up.res$1.$2.shortcut", 1},
    Renaming{R"(backbone\.body\.layer(\d)\.(\d+)\.downsample\.1)",
             "backbone.bottom_up.res$1.$2.shortcut.norm", 1},
    Renaming{R"(backbone\.fpn\.inner_blocks\.(\d)\.0)", "backbone.fpn_lateral$1", 2},
    Renaming{R"(backbone\.fpn\.layer_blocks\.(\d)\.0)", "backbone.fpn_output$1", 2},
    Renaming{R"(rpn\.head\.conv\.0\.0)", "proposal_generator.rpn_head.conv"},
    Renaming{R"(rpn\.head\.cls_logits)", "proposal_generator.rpn_head.objectness_logits"},
    Renaming{R"(rpn\.head\.bbox_pred)", "proposal_generator.rpn_head.anchor_deltas"},
    Renaming{R"(roi_heads\.box_head\.fc6)", "roi_heads.box_head.fc1"},
    Renaming{R"(roi_heads\.box_head\.fc7)", "roi_heads.box_head.fc2"},
    Renaming{R"(roi_heads\.mask_predictor\.conv5_mask)", "roi_heads.mask_head.deconv"},
    Renaming{R"(roi_heads\.mask_predictor\.mask_fcn_logits)", "roi_heads.mask_head.predictor"},
};

std::string detectron2_name(const std::string& name) {
  for (const Renaming& renaming : kRenamings) {
    std::smatch match;
    if (!std::regex_search(name, match, std::regex(std::string("^") + renaming.pattern))) {
      continue;
    }
    std::string begin = renaming.name;
    for (std::size_t i = 1; i < match.size(); ++i) {
      const int number = std::stoi(match[i].str()) + (i == 1 ? renaming.plus : 0);
      begin.replace(begin.find(concat("$", i)), 2, std::to_string(number));
    }
    return begin + match.suffix().str();
  }
  return name;
}

/// How the rows of a tensor that has some for each class are ordered.
enum class Classes { none, background_last, without_background };

Classes classes_of(const std::string& name) {
  if (name.starts_with("roi_heads.box_predictor.cls_score")) {
    return Classes::background_last;
  }
  const bool has_no_background = name.starts_with("roi_heads.box_predictor.bbox_pred") ||
                                 name.starts_with("roi_heads.mask_predictor.mask_fcn_logits");
  return has_no_background ? Classes::without_background : Classes::none;
}

/// Rows of one class: 4 of the box regression.
std::size_t rows_per_class(const std::string& name) {
  return name.starts_with("roi_heads.box_predictor.bbox_pred") ? 4 : 1;
}

TensorSpec detectron2_spec(TensorSpec target) {
  if (classes_of(target.name) == Classes::without_background) {
    target.shape.front() -= rows_per_class(target.name);
  }
  target.name = detectron2_name(target.name);
  return target;
}

bool has(const TensorShapes& shapes, const std::string& tensor) {
  return shapes.count(tensor) > 0;
}

bool has_masks(const TensorShapes& shapes) {
  return has(shapes, "roi_heads.mask_head.deconv.weight");
}

int count_of(const TensorShapes& shapes, const std::string& begin, const std::string& end) {
  constexpr int kMost = 256;
  int count = 0;
  while (count < kMost && has(shapes, concat(begin, count, end))) {
    ++count;
  }
  return count;
}

}  // namespace

bool is_detectron2(const TensorShapes& shapes) {
  return has(shapes, kStem);
}

std::vector<std::string> leave_out_other_parts(WeightStore& store) {
  std::vector<std::string> left_out;
  for (const auto& [prefix, what] : std::initializer_list<std::pair<const char*, const char*>>{
           {"proposal_generator.anchor_generator.", ""},
           {"pixel_", ""},
           {"roi_heads.keypoint_", "its keypoint head"},
           {"sem_seg_head.", "its head for semantic segmentation"}}) {
    if (store.leave_out(prefix) > 0 && *what != '\0') {
      left_out.emplace_back(what);
    }
  }
  return left_out;
}

nlohmann::json detectron2_config(const TensorShapes& shapes, const fs::path& file) {
  const auto extent = [&](const std::string& tensor, std::size_t axis = 0) {
    const auto found = shapes.find(tensor);
    if (found == shapes.end() || found->second.size() <= axis) {
      throw InputError(other_network("is a model of detectron2 without the tensor " + tensor +
                                     "; expected one of its R50-FPN or R101-FPN models")
                           .message(file));
    }
    return found->second[axis];
  };
  const std::string conv2 = "backbone.bottom_up.res2.0.conv2.weight";
  if (extent(conv2) != extent(conv2, 1)) {
    throw InputError(
        other_network("has grouped convolutions (a ResNeXt); expected a ResNet").message(file));
  }
  auto blocks = nlohmann::json::array();
  for (int stage = 2; stage <= 5; ++stage) {
    blocks.push_back(
        count_of(shapes, concat("backbone.bottom_up.res", stage, "."), ".conv3.weight"));
  }
  const std::size_t channels = extent("backbone.fpn_lateral2.weight");
  const std::size_t inputs = extent("roi_heads.box_head.fc1.weight", 1);
  std::size_t pool = 1;
  while (pool < 64 && channels * pool * pool < inputs) {
    ++pool;
  }
  const std::size_t classes = std::min(extent(kClassScores), kMostClasses + 1);
  std::vector<std::string> names = coco_class_names();
  if (classes != names.size()) {
    names = numbered_classes(classes);
  }
  nlohmann::json config = {
      {"conventions", "detectron2"},
      {"classes", names},
      {"features",
       {{"blocks", blocks}, {"base_channels", extent(kStem)}, {"fpn_channels", channels}}},
      {"box_head", {{"pool", pool}, {"hidden", extent("roi_heads.box_head.fc2.weight")}}}};
  if (has_masks(shapes)) {
    config["masks"] = {{"layers", count_of(shapes, "roi_heads.mask_head.", ".0.weight")},
                       {"hidden", extent("roi_heads.mask_head.deconv.weight", 1)}};
  }
  return config;
}

bool check_detectron2(const WeightStore& store, const Config& config) {
  const TensorShapes shapes = shapes_of(store);
  const bool masks = has_masks(shapes);
  const auto scores = shapes.find(kClassScores);
  const std::size_t classes =
      scores == shapes.end() || scores->second.empty() ? 0 : scores->second.front();
  if (classes > 0 && classes != config.classes.size()) {
    throw InputError(concat(path_text(store.file()), ": has ", classes,
                            " classes, the background among them, got ", config.classes.size(),
                            " names; give it first: --set classes=background,NAME1,..."));
  }
  std::vector<TensorSpec> specs;
  for (const TensorSpec& target : model_tensors(config, masks)) {
    specs.push_back(detectron2_spec(target));
  }
  store.check(specs);
  return masks;
}

TensorValues read_detectron2(const WeightStore& store, const TensorSpec& target) {
  TensorValues stored = store.read(detectron2_spec(target));
  const Classes classes = classes_of(target.name);
  if (classes == Classes::none) {
    return stored;
  }
  std::vector<float> values(stored.values().begin(), stored.values().end());
  if (classes == Classes::background_last) {
    const std::size_t row = values.size() / target.shape.front();
    std::rotate(values.begin(), values.end() - static_cast<std::ptrdiff_t>(row), values.end());
  } else {
    const std::size_t given = target.shape.front() - rows_per_class(target.name);
    const std::size_t missing = values.size() / given * rows_per_class(target.name);
    values.insert(values.begin(), missing, 0.0F);
  }
  return TensorValues(std::move(values));
}

}  // namespace mrcnn
