#include "stages/pipeline/model/model.hpp"

#include <future>
#include <map>

#include "common/error.hpp"
#include "common/io/bundled_files.hpp"
#include "common/io/json.hpp"
#include "common/io/one_line.hpp"
#include "common/io/sha256.hpp"

#include "stages/pipeline/model/conventions.hpp"
#include "stages/pipeline/model/misfit_reason.hpp"
#include "stages/pipeline/model/pack_weights.hpp"
#include "stages/pipeline/model/torchvision_network.hpp"

namespace mrcnn {

namespace {

/// A network by name: its bottlenecks (ResNet, table 1), and whose numbers it reproduces.
struct Architecture {
  std::array<int, 4> blocks;
  const char* conventions;
  std::vector<std::string> (*classes)();
};

const std::map<std::string, Architecture>& architectures() {
  static const std::map<std::string, Architecture> all = {
      {"maskrcnn_resnet50_fpn", {{3, 4, 6, 3}, "torchvision", coco_class_slots}},
      {"maskrcnn_resnet101_fpn", {{3, 4, 23, 3}, "torchvision", coco_class_slots}},
      {"matterport_resnet50", {{3, 4, 6, 3}, "matterport", coco_class_names}},
      {"matterport_resnet101", {{3, 4, 23, 3}, "matterport", coco_class_names}},
  };
  return all;
}

std::vector<std::string> known_architectures() {
  std::vector<std::string> names;
  for (const auto& [name, architecture] : architectures()) {
    names.push_back(name);
  }
  return names;
}

int class_count(const Config& config) {
  return static_cast<int>(config.classes.size());
}

HeadShape head_shape(const Config& config) {
  return {.channels = config.features.fpn_channels, .classes = class_count(config)};
}

}  // namespace

Config config_of_architecture(const std::string& name) {
  const auto found = architectures().find(name);
  if (found == architectures().end()) {
    throw UsageError("--arch " + one_line(name) + ": unknown architecture, expected " +
                     joined(known_architectures(), " or "));
  }
  Config config = config_of_conventions(found->second.conventions);
  config.features.blocks = found->second.blocks;
  config.classes = found->second.classes();
  return config;
}

Config config_of_file(const WeightStore& store, const std::vector<std::string>& overrides,
                      const std::optional<std::string>& architecture) {
  const std::string file = path_text(store.file());
  const std::string metadata = store.config();
  if (metadata.empty() && !architecture) {
    throw InputError(file + ": no \"mrcnn.config\" in its metadata; say what it is with --arch " +
                     joined(known_architectures(), "|") + ", or write one: mrcnn model convert " +
                     file + " -o MODEL.safetensors");
  }
  if (!metadata.empty() && architecture) {
    throw UsageError("--arch: " + file + " has its own \"mrcnn.config\"; change it with --set");
  }
  const std::string name = file + ": mrcnn.config";
  Config config = metadata.empty() ? config_of_architecture(*architecture)
                                   : config_from_json(parse_json(metadata, name), name);
  apply_overrides(config, overrides);
  return config;
}

std::vector<TensorSpec> model_tensors(const Config& config, bool masks) {
  std::vector<TensorSpec> all;
  for (const std::vector<TensorSpec>& stage :
       {features_tensors(config.features),
        rpn_tensors(config.proposals, config.features.fpn_channels),
        box_head_tensors(config.box_head, head_shape(config)),
        masks ? mask_head_tensors(config.mask_head, head_shape(config))
              : std::vector<TensorSpec>{}}) {
    all.insert(all.end(), stage.begin(), stage.end());
  }
  return all;
}

bool check_tensors(const WeightStore& store, const Config& config) {
  const TensorShapes shapes = shapes_of(store);
  const bool masks = has_mask_head(shapes);
  try {
    store.check(model_tensors(config, masks));
  } catch (const InputError& error) {
    const bool has_config = !store.config().empty();  // else the shapes say what the file is
    throw InputError(error.what() + misfit_reason(shapes, config, store.file(), has_config));
  }
  return masks;
}

namespace {

WeightStore open_store(const std::filesystem::path& file, const std::filesystem::path& shown_as) {
  return WeightStore::open(file, shown_as.empty() ? file : shown_as);
}

Model read_weights(const std::filesystem::path& file, WeightStore store, Config config,
                   WeightForm form) {
  const bool has_masks = check_tensors(store, config);
  Model model;
  model.file = file;
  model.shown_as = store.file();
  // The hash takes about as long as all the rest, and needs none of it. Without memory for a thread
  // it is computed when it is asked for.
  std::future<std::string> hash = std::async([&model] { return sha256_of_file(model.file); });
  model.features = load_features_weights(store, config.features);
  model.rpn = load_rpn_weights(store, config.proposals, config.features.fpn_channels);
  model.box_head = load_box_head_weights(store, config.box_head, head_shape(config));
  if (has_masks) {
    model.masks = load_mask_head_weights(store, config.mask_head, head_shape(config));
  }
  model.has_masks = has_masks;
  model.about = is_bundled_model(file) ? "six drawn shapes" : store.metadata("mrcnn.about");
  store = {};  // the file's bytes: packed weights need more memory than they took
  if (form == WeightForm::packed) {
    pack(model.features);
    pack(model.rpn);
    pack(model.box_head);
    if (has_masks) {
      pack(model.masks);
    }
  }
  model.sha256 = hash.get();
  model.config = std::move(config);
  return model;
}

}  // namespace

Model load_model(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                 const std::optional<std::string>& architecture, WeightForm form,
                 const std::filesystem::path& shown_as) {
  WeightStore store = open_store(file, shown_as);
  Config config = config_of_file(store, overrides, architecture);
  return read_weights(file, std::move(store), std::move(config), form);
}

Model load_model(const std::filesystem::path& file, const Config& config, WeightForm form,
                 const std::filesystem::path& shown_as) {
  return read_weights(file, open_store(file, shown_as), config, form);
}

}  // namespace mrcnn
