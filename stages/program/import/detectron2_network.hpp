#pragma once
#include <filesystem>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "common/weights/weight_store.hpp"

#include "stages/pipeline/model/config.hpp"
#include "stages/pipeline/model/torchvision_network.hpp"

namespace mrcnn {

// The weights of detectron2's R50-FPN and R101-FPN (its model zoo): other names; the background is
// the last class of the box head, and has no boxes and no masks.

/// Whether tensors have detectron2's names.
bool is_detectron2(const TensorShapes& shapes);

/// Removes what is not part of the network. Returns what that was: "its keypoint head".
std::vector<std::string> leave_out_other_parts(WeightStore& store);

/// "mrcnn.config": what the shapes say, in detectron2's conventions. Throws InputError "FILE: ..."
/// for another network of detectron2.
nlohmann::json detectron2_config(const TensorShapes& shapes, const std::filesystem::path& file);

/// Throws InputError "FILE: ..." unless the file has exactly the tensors of this configuration.
/// Returns whether there is a mask head.
bool check_detectron2(const WeightStore& store, const Config& config);

/// One tensor of a model file, from detectron2's. Rows of the background that it lacks are 0.
TensorValues read_detectron2(const WeightStore& store, const TensorSpec& target);

}  // namespace mrcnn
