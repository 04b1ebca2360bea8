#include "stages/program/cli/model_info.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/io/sha256.hpp"
#include "common/tensor/shape.hpp"
#include "common/weights/safetensors.hpp"

#include "stages/pipeline/model/config_keys.hpp"
#include "stages/pipeline/model/model.hpp"
#include "stages/pipeline/model/model_summary.hpp"
#include "stages/program/cli/formatted.hpp"

namespace mrcnn {

namespace {

/// Minimum, maximum and standard deviation.
std::string values_text(const ValueStatistics& values) {
  return values.count == values.non_finite
             ? formatted("%12s%12s%12s", "-", "-", "-")
             : formatted("%12.4g%12.4g%12.4g", values.min, values.max, values.deviation());
}

std::string config_text(const std::optional<Config>& config) {
  if (!config) {
    return "no \"mrcnn.config\" in its metadata: it needs --arch\n";
  }
  std::string text;
  for (const ConfigKey& key : config_keys()) {
    const std::string count = key.name == "classes" ? concat(config->classes.size(), ": ") : "";
    text += formatted("  %-32s", key.path().c_str()) + count + key.write(*config).dump() + "\n";
  }
  return text;
}

nlohmann::json values_json(const ValueStatistics& values) {
  return {{"values", values.count},
          {"non_finite", values.non_finite},
          {"min", values.min},  // infinite, hence null, if there is no finite value
          {"max", values.max},
          {"std", values.deviation()}};
}

nlohmann::json tensor_json(const TensorSummary& tensor) {
  nlohmann::json json = values_json(tensor.values);
  json.update({{"name", tensor.name},
               {"stage", tensor.stage},
               {"dtype", tensor.dtype},
               {"shape", tensor.shape},
               {"bytes", tensor.bytes},
               {"flag", tensor.flag()}});
  return json;
}

std::string stages_text(const std::vector<StageSummary>& stages) {
  std::string text =
      "stage       tensors      values          MB         min         max         std\n";
  for (const StageSummary& stage : stages) {
    text += formatted("%-10s%9zu%12zu%12.3f", stage.name.c_str(), stage.tensors, stage.values.count,
                      static_cast<double>(stage.bytes) / 1e6) +
            values_text(stage.values) + "\n";
  }
  return text;
}

std::string tensors_text(const std::vector<TensorSummary>& tensors) {
  std::size_t width = 0;
  for (const TensorSummary& tensor : tensors) {
    width = std::max(width, one_line(tensor.name).size());
  }
  std::string text;
  for (const TensorSummary& tensor : tensors) {
    text += formatted("%-*s %-5s%-20s", static_cast<int>(width), one_line(tensor.name).c_str(),
                      tensor.dtype.c_str(), shape_text(tensor.shape).c_str()) +
            values_text(tensor.values) + (tensor.flag().empty() ? "" : "  ") + tensor.flag() + "\n";
  }
  return text;
}

}  // namespace

ModelInfo model_info(const std::filesystem::path& file, const std::filesystem::path& shown_as,
                     const std::vector<std::string>& overrides,
                     const std::optional<std::string>& architecture, bool with_tensors) {
  const WeightStore store = WeightStore::open(file, shown_as);
  std::optional<Config> config;
  if (!store.config().empty() || architecture) {
    config = config_of_file(store, overrides, architecture);
  }
  const std::vector<TensorSummary> tensors = summarize_tensors(Safetensors(file).contents());
  std::vector<StageSummary> stages = summarize_stages(tensors);
  const std::uint64_t bytes = std::filesystem::file_size(file);
  const std::string sha256 = sha256_of_file(file);

  ModelInfo info;
  info.text = concat(path_text(shown_as),
                     file == shown_as ? ": " : ": converted into " + path_text(file) + ", ", bytes,
                     " bytes, sha256 ", sha256, "\n", config_text(config), stages_text(stages),
                     with_tensors ? tensors_text(tensors) : "");
  auto shown = nlohmann::json::array();
  for (const TensorSummary& tensor : tensors) {
    if (!tensor.flag().empty()) {
      info.text +=
          concat(tensor.flag(), ": ", one_line(tensor.name), ", ", tensor.values.non_finite, " of ",
                 counted(tensor.values.count, "value"), " not finite\n");
    }
    if (with_tensors || !tensor.flag().empty()) {
      shown.push_back(tensor_json(tensor));
    }
  }
  stages.pop_back();  // the total is for the eye
  auto stage_rows = nlohmann::json::array();
  for (const StageSummary& stage : stages) {
    nlohmann::json row = values_json(stage.values);
    row.update({{"name", stage.name}, {"tensors", stage.tensors}, {"bytes", stage.bytes}});
    stage_rows.push_back(std::move(row));
  }
  info.json = {{"file", file.string()},
               {"bytes", bytes},
               {"sha256", sha256},
               {"config", config ? to_json(*config) : nlohmann::json()},
               {"stages", std::move(stage_rows)},
               {with_tensors ? "tensors" : "flagged", std::move(shown)}};
  return info;
}

}  // namespace mrcnn
