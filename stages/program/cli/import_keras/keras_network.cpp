#include "stages/program/cli/import_keras/keras_network.hpp"

#include <optional>
#include <set>

#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/tensor/shape.hpp"

namespace mrcnn {
namespace {

constexpr std::size_t kShownBytes = 120;
constexpr std::size_t kExpansion = 4;  // a bottleneck's output has four times its width

[[noreturn]] void refuse(const std::string& file, const std::string& reason) {
  throw InputError(one_line(file) + ": " + reason);
}

/// "conv1/kernel:0" of "/conv1/conv1/kernel:0".
std::string layer_and_part(const std::string& path) {
  const std::size_t part = path.rfind('/');
  const std::size_t layer = part == 0 || part == std::string::npos ? 0 : path.rfind('/', part - 1);
  return path.substr(layer == std::string::npos ? 0 : layer + 1);
}

/// "a", "b", ... as in res4a_branch2a; Keras files of ResNet-101 reach "w".
std::string letter(int block) {
  return std::string(1, static_cast<char>('a' + block));
}

constexpr int kMostBlocks = 26;

std::string block_name(std::size_t stage, int block) {
  return std::to_string(stage + 2) + letter(block) + "_branch";
}

/// Collects the tensors in the order of a model file.
class Tensors {
 public:
  /// A convolution: kernel (height, width, inputs, outputs) and bias.
  void conv(const std::string& layer, const std::string& name, std::size_t side, std::size_t inputs,
            std::size_t outputs, bool is_deltas = false) {
    kernel(layer, {side, side, inputs, outputs}, {name, {outputs, inputs, side, side}}, is_deltas);
    bias(layer, name, outputs, is_deltas);
  }

  /// A convolution whose window is the whole map, run as a matrix.
  void conv_as_matrix(const std::string& layer, const std::string& name, std::size_t side,
                      std::size_t inputs, std::size_t outputs) {
    kernel(layer, {side, side, inputs, outputs}, {name, {outputs, inputs * side * side}}, false);
    bias(layer, name, outputs, false);
  }

  void dense(const std::string& layer, const std::string& name, std::size_t inputs,
             std::size_t outputs, bool is_deltas = false) {
    kernel(layer, {inputs, outputs}, {name, {outputs, inputs}}, is_deltas);
    bias(layer, name, outputs, is_deltas);
  }

  /// A transposed convolution: Keras has (height, width, outputs, inputs), torch (inputs, outputs,
  /// height, width).
  void deconv(const std::string& layer, const std::string& name, std::size_t side,
              std::size_t inputs, std::size_t outputs) {
    kernel(layer, {side, side, outputs, inputs}, {name, {inputs, outputs, side, side}}, false);
    bias(layer, name, outputs, false);
  }

  void norm(const std::string& layer, const std::string& name, std::size_t channels) {
    constexpr std::array<std::array<const char*, 2>, 4> kParts = {
        {{"gamma:0", ".weight"},
         {"beta:0", ".bias"},
         {"moving_mean:0", ".running_mean"},
         {"moving_variance:0", ".running_var"}}};
    for (const auto& [part, target] : kParts) {
      all.push_back({layer + "/" + part, {channels}, {name + target, {channels}}});
    }
  }

  std::vector<KerasTensor> all;

 private:
  void kernel(const std::string& layer, const std::vector<std::size_t>& shape, TensorSpec target,
              bool is_deltas) {
    target.name += ".weight";
    all.push_back({layer + "/kernel:0", shape, std::move(target), is_deltas});
  }

  void bias(const std::string& layer, const std::string& name, std::size_t outputs,
            bool is_deltas) {
    all.push_back({layer + "/bias:0", {outputs}, {name + ".bias", {outputs}}, is_deltas});
  }
};

void add_backbone(Tensors& tensors, const KerasNetwork& network) {
  const std::string body = "backbone.body.";
  tensors.conv("conv1", body + "conv1", 7, 3, network.base_channels);
  tensors.norm("bn_conv1", body + "bn1", network.base_channels);
  std::size_t inputs = network.base_channels;
  for (std::size_t stage = 0; stage < 4; ++stage) {
    const std::size_t width = network.base_channels << stage;
    for (int block = 0; block < network.blocks[stage]; ++block) {
      const std::string source = block_name(stage, block);
      const std::string target = concat(body, "layer", stage + 1, ".", block, ".");
      tensors.conv("res" + source + "2a", target + "conv1", 1, inputs, width);
      tensors.norm("bn" + source + "2a", target + "bn1", width);
      tensors.conv("res" + source + "2b", target + "conv2", 3, width, width);
      tensors.norm("bn" + source + "2b", target + "bn2", width);
      tensors.conv("res" + source + "2c", target + "conv3", 1, width, kExpansion * width);
      tensors.norm("bn" + source + "2c", target + "bn3", kExpansion * width);
      if (block == 0) {
        tensors.conv("res" + source + "1", target + "downsample.0", 1, inputs, kExpansion * width);
        tensors.norm("bn" + source + "1", target + "downsample.1", kExpansion * width);
      }
      inputs = kExpansion * width;
    }
  }
}

void add_pyramid(Tensors& tensors, const KerasNetwork& network) {
  const std::string fpn = "backbone.fpn.";
  for (std::size_t i = 0; i < 4; ++i) {
    tensors.conv(concat("fpn_c", i + 2, "p", i + 2), concat(fpn, "inner_blocks.", i, ".0"), 1,
                 kExpansion * network.base_channels << i, network.fpn_channels);
  }
  for (std::size_t i = 0; i < 4; ++i) {
    tensors.conv(concat("fpn_p", i + 2), concat(fpn, "layer_blocks.", i, ".0"), 3,
                 network.fpn_channels, network.fpn_channels);
  }
}

void add_heads(Tensors& tensors, const KerasNetwork& network) {
  const std::size_t channels = network.fpn_channels;
  tensors.conv("rpn_conv_shared", "rpn.head.conv.0.0", 3, channels, network.rpn_channels);
  tensors.conv("rpn_class_raw", "rpn.head.cls_logits", 1, network.rpn_channels,
               2 * network.anchors);
  tensors.conv("rpn_bbox_pred", "rpn.head.bbox_pred", 1, network.rpn_channels, 4 * network.anchors,
               true);

  const std::string box = "roi_heads.box_head.";
  tensors.conv_as_matrix("mrcnn_class_conv1", box + "fc6", network.pool, channels,
                         network.box_hidden);
  tensors.norm("mrcnn_class_bn1", box + "bn6", network.box_hidden);
  tensors.conv_as_matrix("mrcnn_class_conv2", box + "fc7", 1, network.box_hidden,
                         network.box_hidden);
  tensors.norm("mrcnn_class_bn2", box + "bn7", network.box_hidden);
  const std::string predictor = "roi_heads.box_predictor.";
  tensors.dense("mrcnn_class_logits", predictor + "cls_score", network.box_hidden, network.classes);
  tensors.dense("mrcnn_bbox_fc", predictor + "bbox_pred", network.box_hidden, 4 * network.classes,
                true);

  const std::string mask = "roi_heads.mask_";
  for (std::size_t i = 0; i < network.mask_layers; ++i) {
    const std::string target = concat(mask, "head.", i, ".");
    tensors.conv(concat("mrcnn_mask_conv", i + 1), target + "0", 3,
                 i == 0 ? channels : network.mask_hidden, network.mask_hidden);
    tensors.norm(concat("mrcnn_mask_bn", i + 1), target + "1", network.mask_hidden);
  }
  tensors.deconv("mrcnn_mask_deconv", mask + "predictor.conv5_mask", 2, network.mask_hidden,
                 network.mask_hidden);
  tensors.conv("mrcnn_mask", mask + "predictor.mask_fcn_logits", 1, network.mask_hidden,
               network.classes);
}

/// Extent of one axis of an array that must be there, with as many axes.
std::size_t extent(const KerasArrays& arrays, const std::string& key, std::size_t axes,
                   std::size_t axis, const std::string& file) {
  const auto found = arrays.find(key);
  if (found == arrays.end()) {
    refuse(file, key + " is missing: these are no weights of matterport's Mask R-CNN");
  }
  const auto& shape = found->second.shape;
  constexpr std::size_t kLargest = 65536;
  if (shape.size() != axes || shape[axis] == 0 || shape[axis] > kLargest) {
    refuse(file, concat(key, " has the wrong shape, expected ", axes, " axes of at most ", kLargest,
                        ", got ", shape_text(shape)));
  }
  return shape[axis];
}

int count_blocks(const KerasArrays& arrays, std::size_t stage) {
  int blocks = 0;
  while (blocks < kMostBlocks &&
         arrays.contains("res" + block_name(stage, blocks) + "2a/kernel:0")) {
    ++blocks;
  }
  return blocks;
}

std::optional<std::string> mismatch(const KerasArrays& arrays, const KerasTensor& tensor) {
  const auto found = arrays.find(tensor.array);
  if (found == arrays.end()) {
    return " is missing, expected " + shape_text(tensor.shape);
  }
  if (found->second.shape != tensor.shape) {
    return " has the wrong shape, expected " + shape_text(tensor.shape) + ", got " +
           shape_text(found->second.shape);
  }
  return std::nullopt;
}

}  // namespace

KerasArrays arrays_by_layer(const std::vector<Hdf5Dataset>& datasets, const std::string& file) {
  KerasArrays arrays;
  for (const Hdf5Dataset& dataset : datasets) {
    const std::string key = layer_and_part(dataset.path);
    if (!arrays.emplace(key, dataset).second) {
      refuse(file, one_line(key, kShownBytes) + " is there twice");
    }
  }
  return arrays;
}

KerasNetwork network_of(const KerasArrays& arrays, const std::string& file) {
  const auto kernel = [&](const std::string& layer, std::size_t axes, std::size_t axis) {
    return extent(arrays, layer + "/kernel:0", axes, axis, file);
  };
  KerasNetwork network;
  network.base_channels = kernel("conv1", 4, 3);
  for (std::size_t stage = 0; stage < network.blocks.size(); ++stage) {
    network.blocks[stage] = count_blocks(arrays, stage);
    if (network.blocks[stage] == 0) {
      refuse(file, "res" + block_name(stage, 0) + "2a is missing, expected a block or more");
    }
  }
  network.fpn_channels = kernel("fpn_c5p5", 4, 3);
  network.rpn_channels = kernel("rpn_conv_shared", 4, 3);
  network.anchors = kernel("rpn_bbox_pred", 4, 3) / 4;
  network.pool = kernel("mrcnn_class_conv1", 4, 0);
  network.box_hidden = kernel("mrcnn_class_conv1", 4, 3);
  network.classes = kernel("mrcnn_class_logits", 2, 1);
  while (arrays.contains(concat("mrcnn_mask_conv", network.mask_layers + 1, "/kernel:0"))) {
    ++network.mask_layers;
  }
  network.mask_hidden = kernel("mrcnn_mask_conv1", 4, 3);
  return network;
}

std::vector<KerasTensor> keras_tensors(const KerasNetwork& network) {
  Tensors tensors;
  add_backbone(tensors, network);
  add_pyramid(tensors, network);
  add_heads(tensors, network);
  return std::move(tensors.all);
}

void check_arrays(const KerasArrays& arrays, const std::vector<KerasTensor>& tensors,
                  const std::string& file) {
  std::string first;
  std::size_t count = 0;
  const auto report = [&](const std::string& array, const std::string& reason) {
    if (count++ == 0) {
      first = one_line(array, kShownBytes) + reason;
    }
  };
  std::set<std::string> expected;
  for (const KerasTensor& tensor : tensors) {
    expected.insert(tensor.array);
    if (const auto reason = mismatch(arrays, tensor)) {
      report(tensor.array, *reason);
    }
  }
  for (const auto& [key, dataset] : arrays) {
    if (!expected.contains(key)) {
      report(key, concat(" is no part of this network, expected ", expected.size(), " arrays, got ",
                         arrays.size()));
    }
  }
  if (count > 0) {
    refuse(file, first + (count > 1 ? concat(" (and ", count - 1, " more)") : ""));
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
