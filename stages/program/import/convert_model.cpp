#include "stages/program/import/convert_model.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "common/error.hpp"
#include "common/io/input_files.hpp"
#include "common/io/json.hpp"
#include "common/io/known_files.hpp"
#include "common/io/number_text.hpp"
#include "common/weights/safetensors.hpp"
#include "common/weights/weight_store.hpp"

#include "stages/pipeline/model/model.hpp"
#include "stages/pipeline/model/torchvision_network.hpp"
#include "stages/program/import/assumptions.hpp"
#include "stages/program/import/detectron2_network.hpp"
#include "stages/program/import/import_file.hpp"
#include "stages/program/import/model_parts.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

WeightStore open_source(const fs::path& file, const std::optional<std::string>& architecture,
                        const std::string& network) {
  const std::optional<KnownKind> known = known_file(file);
  const std::string kind = known ? known->kind : "";
  const bool is_imported = kind == "hdf5" || kind == "zip" || kind == "pickle";
  if (!network.empty() && !is_imported) {
    throw UsageError("--network: only a file of torch.save can hold several networks");
  }
  if (kind == "index") {
    return WeightStore::open(model_parts(file), file);
  }
  if (!is_imported) {
    return WeightStore::open(file);
  }
  if (architecture) {
    throw UsageError("--arch: " + path_text(file) +
                     " contains its architecture; change it with --set");
  }
  const MemoryFile imported;  // the store keeps its contents
  import_file(file, network, imported);
  return WeightStore::open(imported.path(), file);
}

/// Throws UsageError if the target is the source or one of its parts.
void check_target(const fs::path& source, const fs::path& target) {
  const std::optional<KnownKind> known = known_file(source);
  std::vector<fs::path> read = {source};
  if (known && known->kind == "index") {
    const std::vector<fs::path> parts = model_parts(source);
    read.insert(read.end(), parts.begin(), parts.end());
  }
  InputFiles(read).check_output(target);
}

/// Leaves out what is no part of a Mask R-CNN: a keypoint head, and half a mask head.
std::vector<std::string> leave_out_other_heads(WeightStore& store) {
  std::vector<std::string> left_out;
  const auto leave_out = [&](const std::string& prefix, const std::string& what) {
    if (store.leave_out(prefix) > 0) {
      left_out.push_back(what);
    }
  };
  leave_out("roi_heads.keypoint_", "its keypoint head");
  leave_out("optimizer.", "its optimizer");
  const TensorShapes shapes = shapes_of(store);
  constexpr std::array kParts = {"roi_heads.mask_head.0.0.weight",
                                 "roi_heads.mask_predictor.conv5_mask.weight",
                                 "roi_heads.mask_predictor.mask_fcn_logits.weight"};
  if (!std::all_of(kParts.begin(), kParts.end(),
                   [&](const char* part) { return shapes.count(part) > 0; })) {
    leave_out("roi_heads.mask_", "half a mask head");
  }
  return left_out;
}

/// "weights found in model, prefix module. taken off; left out: 3 tensors (ema.a, ...)"
std::string found_text(const WeightStore& store, const json& about,
                       std::vector<std::string> left_out) {
  std::vector<std::string> parts;
  if (const std::string place = about.value("place", ""); !place.empty()) {
    parts.push_back("weights found in " + one_line(place));
  }
  if (const json others = about.value("elsewhere", json::array()); !others.empty()) {
    const std::string other = one_line(others.front().get<std::string>());
    parts.push_back("another network in " + other + " not used (mrcnn model convert --network " +
                    other + " takes it)");
  }
  if (!store.prefix().empty()) {
    parts.push_back("prefix " + one_line(store.prefix()) + " taken off");
  }
  for (const std::string& name : about.value("left_out", std::vector<std::string>{})) {
    left_out.push_back(one_line(name));
  }
  if (!store.left_out().empty()) {
    left_out.push_back(counted(store.left_out().size(), "tensor") + " without it (" +
                       one_line(store.left_out().front()) +
                       (store.left_out().size() > 1 ? ", ...)" : ")"));
  }
  for (std::size_t i = 0; i < left_out.size(); ++i) {
    parts.push_back((i == 0 ? "left out: " : "") + left_out[i]);
  }
  std::string text;
  for (const std::string& part : parts) {
    text += (text.empty() ? "" : ", ") + part;
  }
  return text;
}

/// What the shapes of the tensors say. Another network may be one part of a model.
json shape_config(const TensorShapes& shapes, const fs::path& file) {
  try {
    return is_detectron2(shapes) ? detectron2_config(shapes, file)
                                 : torchvision_config(shapes, file);
  } catch (const InputError&) {
    const fs::path list = list_of_part(file);
    if (list.empty()) {
      throw;
    }
    throw InputError(path_text(file) +
                     ": is one part of a model in several files; give their list: mrcnn model "
                     "convert " +
                     path_text(list) + " -o MODEL.safetensors");
  }
}

/// The configuration of tensors that have none of their own: what their shapes and the module
/// around them say.
Config config_of_network(const WeightStore& store, const json& settings) {
  json config = shape_config(shapes_of(store), store.file());
  if (config.at("conventions") == "torchvision") {
    config["features"]["bn_eps"] = store.has_counters() ? 1e-5 : kFineTunedEps;
    config.merge_patch(settings);
  }
  return config_from_json(config, path_text(store.file()));
}

/// What load_model() refuses: a batch norm that would divide by 0 or take the root of less.
void check_variance(const TensorSpec& spec, std::span<const float> values, const Config& config,
                    const fs::path& file) {
  if (!spec.name.ends_with(".running_var") || values.empty()) {
    return;
  }
  const float least = *std::min_element(values.begin(), values.end());
  if (least < 0.0F) {
    throw InputError(concat(path_text(file), ": tensor ", spec.name, " holds a variance of ", least,
                            ", expected none below 0"));
  }
  if (least == 0.0F && spec.name.starts_with("backbone.") && config.features.bn_eps == 0.0F) {
    throw InputError(concat(path_text(file), ": tensor ", spec.name,
                            " holds a variance of 0, so its batch norms were not trained with eps "
                            "0: add --set features.bn_eps=1e-5"));
  }
}

/// Writes the tensors of `store` as they are loaded, and the configuration.
void write_model(const WeightStore& store, const Config& config, bool masks,
                 const fs::path& target) {
  const bool renamed = is_detectron2(shapes_of(store));
  const std::vector<TensorSpec> specs = model_tensors(config, masks);
  std::vector<TensorValues> values;
  std::vector<TensorData> tensors;
  values.reserve(specs.size());
  for (const TensorSpec& spec : specs) {
    values.push_back(renamed ? read_detectron2(store, spec) : store.read(spec));
    check_variance(spec, values.back().values(), config, store.file());
    tensors.push_back({spec, values.back().values()});
  }
  write_safetensors(target, tensors, {{"mrcnn.config", to_json(config).dump()}});
}

}  // namespace

Conversion convert_model(const fs::path& source, const fs::path& target,
                         const std::vector<std::string>& overrides,
                         const std::optional<std::string>& architecture,
                         const std::string& network) {
  check_target(source, target);
  WeightStore store = open_source(source, architecture, network);
  const std::string import = store.metadata("mrcnn.import");
  const json about =
      import.empty() ? json::object() : parse_json(import, path_text(source) + ": mrcnn.import");
  const json settings = about.value("settings", json::object());
  const bool renamed = is_detectron2(shapes_of(store));
  std::vector<std::string> left_out;
  Conversion conversion;
  const bool has_config = !store.config().empty() || architecture;
  if (has_config) {
    conversion.config = config_of_file(store, {}, architecture);
  } else {
    left_out = renamed ? leave_out_other_parts(store) : leave_out_other_heads(store);
    conversion.config = config_of_network(store, settings);
  }
  apply_overrides(conversion.config, overrides);
  conversion.has_masks = renamed ? check_detectron2(store, conversion.config)
                                 : check_tensors(store, conversion.config);
  conversion.tensors = model_tensors(conversion.config, conversion.has_masks).size();
  conversion.found = found_text(store, about, std::move(left_out));
  if (!has_config || architecture || !import.empty()) {
    conversion.assumed = without_overrides(assumed_keys(conversion.config, settings), overrides);
    conversion.assumption = assumption_text(conversion.config, conversion.assumed);
  }
  write_model(store, conversion.config, conversion.has_masks, target);
  return conversion;
}

}  // namespace mrcnn
