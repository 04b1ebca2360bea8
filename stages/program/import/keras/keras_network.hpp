#pragma once
#include <map>
#include <string>
#include <vector>

#include "common/weights/tensor_spec.hpp"

#include "stages/pipeline/model/config.hpp"
#include "stages/program/import/keras/hdf5_file.hpp"

namespace mrcnn {

/// The arrays of a Keras file by "LAYER/PART", like "conv1/kernel:0": the last two parts of their
/// path, whatever model they are nested in.
using KerasArrays = std::map<std::string, Hdf5Dataset>;

/// One array of the file and the tensor that it becomes.
struct KerasTensor {
  std::string array;               // key of KerasArrays
  std::vector<std::size_t> shape;  // in Keras
  TensorSpec target;               // name and shape in torchvision
  bool is_deltas = false;          // its outputs are repeated (dy, dx, dh, dw)
};

/// Throws InputError "FILE: ..." if two arrays have the same key, or if the file is known to be of
/// another layout or network.
KerasArrays arrays_by_layer(const std::vector<Hdf5Dataset>& datasets, const std::string& file);

/// Removes the variables of ports that are not weights, their anchors. Returns their keys.
std::vector<std::string> leave_out_what_is_no_weight(KerasArrays& arrays);

/// The configuration of the network, sizes read from the shapes. A file does not name its classes:
/// 81 of them are background and COCO's. Throws InputError "FILE: ..." if an array that decides is
/// missing or too large.
Config keras_config(const KerasArrays& arrays, const std::string& file);

/// Every tensor of matterport's Mask R-CNN of this configuration, in the order of our model files.
std::vector<KerasTensor> keras_tensors(const Config& config);

/// Throws InputError "FILE: ..." unless the arrays are exactly those of `tensors`: one line with
/// the first one that is missing, unknown or of the wrong shape, and how many more there are.
void check_arrays(const KerasArrays& arrays, const std::vector<KerasTensor>& tensors,
                  const std::string& file);

/// The values of one array in the target's layout: outputs first (kernels and matrices, also the
/// transposed one), deltas as (dx, dy, dw, dh).
std::vector<float> to_target(const std::vector<float>& values, const KerasTensor& tensor);

}  // namespace mrcnn
