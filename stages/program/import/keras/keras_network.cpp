#include "stages/program/import/keras/keras_network.hpp"

#include <array>
#include <cstdio>
#include <set>

#include <nlohmann/json.hpp>

#include "common/coco/numbered_classes.hpp"
#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/tensor/shape.hpp"
#include "common/weights/known_networks.hpp"

#include "stages/pipeline/model/model.hpp"

namespace mrcnn {
namespace {

constexpr std::size_t kShownBytes = 120;

[[noreturn]] void refuse(const std::string& file, const std::string& reason) {
  throw InputError(one_line(file) + ": " + reason);
}

/// "conv1/kernel:0" of "/conv1/conv1/kernel:0".
std::string layer_and_part(const std::string& path) {
  const std::size_t part = path.rfind('/');
  const std::size_t layer = part == 0 || part == std::string::npos ? 0 : path.rfind('/', part - 1);
  return path.substr(layer == std::string::npos ? 0 : layer + 1);
}

/// "2a", "2b", "3a", ... of the blocks of "layer1" .. "layer4"; Keras files of ResNet-101 reach
/// "4w".
std::string block_name(int stage, int block) {
  return std::to_string(stage + 1) + static_cast<char>('a' + block) + "_branch";
}

constexpr int kMostBlocks = 26;

/// The Keras layer of a torchvision module: "res2a_branch2a" of "backbone.body.layer1.0.conv1".
std::string layer_of(const std::string& module) {
  static const std::map<std::string, std::string> layers = {
      {"backbone.body.conv1", "conv1"},
      {"backbone.body.bn1", "bn_conv1"},
      {"rpn.head.conv.0.0", "rpn_conv_shared"},
      {"rpn.head.cls_logits", "rpn_class_raw"},
      {"rpn.head.bbox_pred", "rpn_bbox_pred"},
      {"roi_heads.box_head.fc6", "mrcnn_class_conv1"},
      {"roi_heads.box_head.bn6", "mrcnn_class_bn1"},
      {"roi_heads.box_head.fc7", "mrcnn_class_conv2"},
      {"roi_heads.box_head.bn7", "mrcnn_class_bn2"},
      {"roi_heads.box_predictor.cls_score", "mrcnn_class_logits"},
      {"roi_heads.box_predictor.bbox_pred", "mrcnn_bbox_fc"},
      {"roi_heads.mask_predictor.conv5_mask", "mrcnn_mask_deconv"},
      {"roi_heads.mask_predictor.mask_fcn_logits", "mrcnn_mask"}};
  if (const auto found = layers.find(module); found != layers.end()) {
    return found->second;
  }
  const char* text = module.c_str();
  std::array<char, 16> kind{};
  int i = 0, block = 0, number = 0;
  if (std::sscanf(text, "backbone.fpn.inner_blocks.%d.0", &i) == 1) {
    return concat("fpn_c", i + 2, "p", i + 2);
  }
  if (std::sscanf(text, "backbone.fpn.layer_blocks.%d.0", &i) == 1) {
    return concat("fpn_p", i + 2);
  }
  if (std::sscanf(text, "roi_heads.mask_head.%d.%d", &i, &number) == 2) {
    return concat(number == 0 ? "mrcnn_mask_conv" : "mrcnn_mask_bn", i + 1);
  }
  if (std::sscanf(text, "backbone.body.layer%d.%d.downsample.%d", &i, &block, &number) == 3) {
    return concat(number == 0 ? "res" : "bn", block_name(i, block), "1");
  }
  std::sscanf(text, "backbone.body.layer%d.%d.%15[a-z]%d", &i, &block, kind.data(), &number);
  return concat(kind[0] == 'c' ? "res" : "bn", block_name(i, block), "2",
                static_cast<char>('a' + number - 1));
}

/// "kernel:0" for "weight" of a convolution, "gamma:0" for that of a batch norm.
std::string part_of(const std::string& parameter, bool is_norm) {
  static const std::map<std::string, std::array<const char*, 2>> parts = {
      {"weight", {"kernel:0", "gamma:0"}},
      {"bias", {"bias:0", "beta:0"}},
      {"running_mean", {"", "moving_mean:0"}},
      {"running_var", {"", "moving_variance:0"}}};
  return parts.at(parameter)[is_norm ? 1 : 0];
}

/// Keras has (height, width, inputs, outputs), or (.., outputs, inputs) for a transposed
/// convolution: the axes of torch in reverse order. Where torch has a matrix, matterport runs the
/// layers of the box head as convolutions whose window is the whole map.
std::vector<std::size_t> keras_shape(const std::string& layer,
                                     const std::vector<std::size_t>& shape, std::size_t pool) {
  if (shape.size() == 4) {
    return {shape[2], shape[3], shape[1], shape[0]};
  }
  if (shape.size() == 2 && layer.starts_with("mrcnn_class_conv")) {
    const std::size_t side = layer == "mrcnn_class_conv1" ? pool : 1;
    return {side, side, shape[1] / (side * side), shape[0]};
  }
  return {shape.rbegin(), shape.rend()};
}

/// The extent of one axis of an array that must exist, with `axes` axes.
std::size_t extent(const KerasArrays& arrays, const std::string& key, std::size_t axes,
                   std::size_t axis, const std::string& file) {
  const auto found = arrays.find(key);
  if (found == arrays.end()) {
    refuse(file, key + " is missing: these are not weights of matterport's Mask R-CNN");
  }
  const auto& shape = found->second.shape;
  constexpr std::size_t kLargest = 65536;
  if (shape.size() != axes || shape[axis] == 0 || shape[axis] > kLargest) {
    refuse(file, concat(key, " has the wrong shape, expected ", axes, " axes of at most ", kLargest,
                        ", got ", shape_text(shape)));
  }
  return shape[axis];
}

int count_blocks(const KerasArrays& arrays, int stage) {
  int blocks = 0;
  while (blocks < kMostBlocks &&
         arrays.contains("res" + block_name(stage, blocks) + "2a/kernel:0")) {
    ++blocks;
  }
  return blocks;
}

}  // namespace

KerasArrays arrays_by_layer(const std::vector<Hdf5Dataset>& datasets, const std::string& file) {
  std::vector<std::string> keys;
  for (const Hdf5Dataset& dataset : datasets) {
    keys.push_back(layer_and_part(dataset.path));
  }
  if (const auto other = known_keras_file(keys)) {
    throw InputError(other->message(file));
  }
  KerasArrays arrays;
  for (const Hdf5Dataset& dataset : datasets) {
    const std::string key = layer_and_part(dataset.path);
    if (!arrays.emplace(key, dataset).second) {
      refuse(file, one_line(key, kShownBytes) + " occurs twice");
    }
  }
  return arrays;
}

std::vector<std::string> leave_out_what_is_no_weight(KerasArrays& arrays) {
  std::vector<std::string> left_out;
  std::erase_if(arrays, [&](const auto& entry) {
    const bool is_left_out = entry.first.starts_with("anchors/");
    if (is_left_out) {
      left_out.push_back(entry.first);
    }
    return is_left_out;
  });
  return left_out;
}

Config keras_config(const KerasArrays& arrays, const std::string& file) {
  const auto kernel = [&](const std::string& layer, std::size_t axes, std::size_t axis) {
    return extent(arrays, layer + "/kernel:0", axes, axis, file);
  };
  const std::size_t base_channels = kernel("conv1", 4, 3);
  constexpr std::size_t kAnchors = 3;
  if (const std::size_t scores = kernel("rpn_class_raw", 4, 3); scores != 2 * kAnchors) {
    refuse(file,
           concat("rpn_class_raw/kernel:0 scores ", scores / 2, " anchors per cell, expected ",
                  kAnchors, ": it was trained with other RPN_ANCHOR_RATIOS"));
  }
  std::array<int, 4> blocks{};
  for (int stage = 1; stage <= 4; ++stage) {
    blocks[static_cast<std::size_t>(stage) - 1] = count_blocks(arrays, stage);
    if (count_blocks(arrays, stage) == 0) {
      refuse(file, "res" + block_name(stage, 0) + "2a is missing, expected at least one block");
    }
  }
  std::vector<std::string> classes = coco_class_names();
  const std::size_t class_count = kernel("mrcnn_class_logits", 2, 1);
  if (class_count != classes.size()) {
    classes = numbered_classes(class_count);
  }
  std::size_t mask_layers = 0;
  while (arrays.contains(concat("mrcnn_mask_conv", mask_layers + 1, "/kernel:0"))) {
    ++mask_layers;
  }
  return config_from_json(
      {{"conventions", "matterport"},
       {"classes", classes},
       {"features",
        {{"blocks", blocks},
         {"base_channels", base_channels},
         {"fpn_channels", kernel("fpn_c5p5", 4, 3)}}},
       {"proposals", {{"hidden", kernel("rpn_conv_shared", 4, 3)}}},
       {"box_head",
        {{"pool", kernel("mrcnn_class_conv1", 4, 0)},
         {"hidden", kernel("mrcnn_class_conv1", 4, 3)}}},
       {"masks", {{"layers", mask_layers}, {"hidden", kernel("mrcnn_mask_conv1", 4, 3)}}}},
      one_line(file));
}

std::vector<KerasTensor> keras_tensors(const Config& config) {
  const auto pool = static_cast<std::size_t>(config.box_head.pool);
  std::vector<KerasTensor> tensors;
  for (TensorSpec& target : model_tensors(config)) {
    const std::size_t dot = target.name.rfind('.');
    const std::string layer = layer_of(target.name.substr(0, dot));
    const bool is_norm = layer.starts_with("bn") || layer.find("_bn") != std::string::npos;
    tensors.push_back({layer + "/" + part_of(target.name.substr(dot + 1), is_norm),
                       keras_shape(layer, target.shape, pool), std::move(target),
                       layer == "rpn_bbox_pred" || layer == "mrcnn_bbox_fc"});
  }
  return tensors;
}

void check_arrays(const KerasArrays& arrays, const std::vector<KerasTensor>& tensors,
                  const std::string& file) {
  std::vector<std::string> faults;
  std::set<std::string> expected;
  for (const KerasTensor& tensor : tensors) {
    expected.insert(tensor.array);
    const auto found = arrays.find(tensor.array);
    if (found == arrays.end()) {
      faults.push_back(tensor.array + " is missing, expected " + shape_text(tensor.shape));
    } else if (found->second.shape != tensor.shape) {
      faults.push_back(tensor.array + " has the wrong shape, expected " + shape_text(tensor.shape) +
                       ", got " + shape_text(found->second.shape));
    }
  }
  for (const auto& [key, dataset] : arrays) {
    if (!expected.contains(key)) {
      faults.push_back(concat(one_line(key, kShownBytes),
                              " does not belong to this network, expected ", expected.size(),
                              " arrays, got ", arrays.size()));
    }
  }
  if (!faults.empty()) {
    const std::size_t more = faults.size() - 1;
    refuse(file, faults.front() + (more > 0 ? concat(" (and ", more, " more)") : ""));
  }
}

std::vector<float> to_target(const std::vector<float>& values, const KerasTensor& tensor) {
  // (height, width, a, b) -> (b, a, height, width), and a matrix is one of height and width 1
  const std::size_t axes = tensor.shape.size();
  const std::size_t outputs = tensor.shape[axes - 1];
  const std::size_t inputs = axes > 1 ? tensor.shape[axes - 2] : 1;
  const std::size_t cells = values.size() / (inputs * outputs);
  std::vector<float> result(values.size());
  for (std::size_t o = 0; o < outputs; ++o) {
    // In fours: dy dx dh dw -> dx dy dw dh. Flipping the lowest bit swaps the neighbours.
    const std::size_t source = tensor.is_deltas ? o ^ 1U : o;
    for (std::size_t i = 0; i < inputs; ++i) {
      for (std::size_t cell = 0; cell < cells; ++cell) {
        result[(o * inputs + i) * cells + cell] = values[(cell * inputs + i) * outputs + source];
      }
    }
  }
  return result;
}

}  // namespace mrcnn
