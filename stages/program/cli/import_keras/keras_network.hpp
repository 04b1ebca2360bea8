#pragma once
#include <array>
#include <map>
#include <string>
#include <vector>

#include "common/weights/tensor_spec.hpp"

#include "stages/program/cli/import_keras/hdf5_file.hpp"

namespace mrcnn {

/// The arrays of a Keras file by "LAYER/PART", like "conv1/kernel:0": the last two steps of their
/// path, whatever model they are nested in.
using KerasArrays = std::map<std::string, Hdf5Dataset>;

/// What the shapes of a file say about its network.
struct KerasNetwork {
  std::array<int, 4> blocks{};  // of stages 2..5
  std::size_t base_channels = 0, fpn_channels = 0, rpn_channels = 0, anchors = 0;
  std::size_t pool = 0, box_hidden = 0, classes = 0;
  std::size_t mask_layers = 0, mask_hidden = 0;
};

/// One array of the file and the tensor that it becomes.
struct KerasTensor {
  std::string array;               // key of KerasArrays
  std::vector<std::size_t> shape;  // as Keras has it
  TensorSpec target;               // torchvision's name and shape
  bool is_deltas = false;          // its outputs are (dy, dx, dh, dw), again and again
};

/// Throws InputError "FILE: ..." if two arrays have the same key.
KerasArrays arrays_by_layer(const std::vector<Hdf5Dataset>& datasets, const std::string& file);

/// Reads the extents off the arrays. Throws InputError "FILE: ..." if one that decides is missing.
KerasNetwork network_of(const KerasArrays& arrays, const std::string& file);

/// Every tensor of matterport's Mask R-CNN of these extents, in the order of our model files.
std::vector<KerasTensor> keras_tensors(const KerasNetwork& network);

/// Throws InputError "FILE: ..." unless the arrays are exactly those of `tensors`: one line with
/// the first that is missing, misshapen or too many, and how many more there are.
void check_arrays(const KerasArrays& arrays, const std::vector<KerasTensor>& tensors,
                  const std::string& file);

/// The values of one array in the target's layout: outputs first (kernels and matrices, also the
/// transposed one), deltas as (dx, dy, dw, dh).
std::vector<float> to_target(const std::vector<float>& values, const KerasTensor& tensor);

}  // namespace mrcnn
