#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/weights/tensor_spec.hpp"
#include "common/weights/weight_store.hpp"

#include "stages/pipeline/model/config.hpp"

namespace mrcnn {

/// The parameters of the four networks.
template <class Place>
struct ModelWeights {
  FeaturesWeights<Place> features;
  RpnWeights<Place> rpn;
  BoxHeadWeights<Place> box_head;
  MaskHeadWeights<Place> masks;
};

/// A model ready to run: what a model file holds, checked, permuted and folded once.
struct Model : ModelWeights<Host> {
  Config config;
  std::filesystem::path file;
  std::filesystem::path shown_as;  // in messages: what the user gave, if the file was made from it
  std::string sha256;              // of `file`
  std::string about;               // what it is, if not a model for photos: "random weights"
  bool has_masks = true;           // false: it has no mask head, and its mask weights are empty
};

/// Which form of the weights a model is read into.
enum class WeightForm {
  plain,   // for everything
  packed,  // for ConvMethod::fast on the host, and nothing else
};

/// The configuration that a name stands for: "maskrcnn_resnet50_fpn" and "maskrcnn_resnet101_fpn"
/// are torchvision's networks, with its defaults, "matterport_resnet50" and "matterport_resnet101"
/// those of matterport/Mask_RCNN for COCO. Throws UsageError with the known names.
Config config_of_architecture(const std::string& name);

/// The configuration of a model file: its metadata "mrcnn.config", or what `architecture` stands
/// for if it has none, with "STAGE.KEY=VALUE" overrides on top.
///
/// Throws InputError if the file has no metadata and no architecture is given, or if the metadata
/// are wrong; UsageError for a bad override, and if both metadata and architecture are there.
Config config_of_file(const WeightStore& store, const std::vector<std::string>& overrides = {},
                      const std::optional<std::string>& architecture = {});

/// All tensors of a model, in the order of torchvision's state_dict; without `masks`, those of a
/// model that ends with the box head.
std::vector<TensorSpec> model_tensors(const Config& config, bool masks = true);

/// Throws InputError "FILE: ..." unless the file has exactly the tensors that the configuration
/// needs, those of the mask head all or none. The line names the first that differs and, where that
/// is known, why, and the options to type. Returns whether there is a mask head.
bool check_tensors(const WeightStore& store, const Config& config);

/// Reads a model file (docs/model-file.md). What config_of_file() throws, and InputError "FILE:
/// ..." for a missing, extra or misshapen tensor (after the overrides), a value that is not finite,
/// a negative variance.
///
///   shown_as  what messages call the file; empty: as it is called
Model load_model(const std::filesystem::path& file, const std::vector<std::string>& overrides = {},
                 const std::optional<std::string>& architecture = {},
                 WeightForm form = WeightForm::plain, const std::filesystem::path& shown_as = {});

/// The same with a configuration from elsewhere, such as a trace's manifest; the file's own is
/// ignored.
Model load_model(const std::filesystem::path& file, const Config& config,
                 WeightForm form = WeightForm::plain, const std::filesystem::path& shown_as = {});

}  // namespace mrcnn
