#include "stages/program/cli/model_info.hpp"

#include <algorithm>
#include <utility>

#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/io/sha256.hpp"
#include "common/tensor/shape.hpp"
#include "common/weights/safetensors.hpp"

#include "stages/pipeline/model/config_keys.hpp"
#include "stages/pipeline/model/model.hpp"
#include "stages/program/cli/formatted.hpp"

namespace mrcnn {

namespace {

/// The tensors of one stage taken together.
struct StageRow {
  std::string name;
  std::size_t tensors = 0;
  std::size_t bytes = 0;
  ValueStatistics values{};

  void add(const TensorSummary& tensor) {
    ++tensors;
    bytes += tensor.bytes;
    values.add(tensor.values);
  }
};

/// One row per stage; the total last.
std::vector<StageRow> stage_rows(const std::vector<TensorSummary>& tensors) {
  std::vector<StageRow> rows = {{.name = "total"}};
  for (const TensorSummary& tensor : tensors) {
    auto row = std::find_if(rows.begin(), rows.end() - 1,
                            [&](const StageRow& known) { return known.name == tensor.stage; });
    if (row->name != tensor.stage) {
      row = rows.insert(row, StageRow{.name = tensor.stage});
    }
    row->add(tensor);
    rows.back().add(tensor);
  }
  return rows;
}

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
  json["name"] = tensor.name;
  json["stage"] = tensor.stage;
  json["dtype"] = tensor.dtype;
  json["shape"] = tensor.shape;
  json["bytes"] = tensor.bytes;
  json["flag"] = tensor.flag();
  return json;
}

}  // namespace

ModelInfo model_info(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                     const std::optional<std::string>& architecture) {
  const WeightStore store = WeightStore::open(file);
  ModelInfo info;
  info.file = file;
  info.bytes = std::filesystem::file_size(file);
  info.sha256 = sha256_of_file(file);
  if (!store.config().empty() || architecture) {
    info.config = config_of_file(store, overrides, architecture);
  }
  info.tensors = summarize_tensors(Safetensors(file).contents());
  return info;
}

std::string info_text(const ModelInfo& info, bool with_tensors) {
  std::string text = concat(path_text(info.file), ": ", info.bytes, " bytes, sha256 ", info.sha256,
                            "\n", config_text(info.config),
                            "stage       tensors      values          MB         min         max"
                            "         std\n");
  for (const StageRow& row : stage_rows(info.tensors)) {
    text += formatted("%-10s%9zu%12zu%12.3f", row.name.c_str(), row.tensors, row.values.count,
                      static_cast<double>(row.bytes) / 1e6) +
            values_text(row.values) + "\n";
  }
  std::size_t name_width = 0;
  for (const TensorSummary& tensor : info.tensors) {
    name_width = std::max(name_width, one_line(tensor.name).size());
  }
  std::string flagged;
  for (const TensorSummary& tensor : info.tensors) {
    const std::string name = one_line(tensor.name);
    const std::string flag = tensor.flag();
    if (with_tensors) {
      text += formatted("%-*s %-5s%-20s", static_cast<int>(name_width), name.c_str(),
                        tensor.dtype.c_str(), shape_text(tensor.shape).c_str()) +
              values_text(tensor.values) + (flag.empty() ? "" : "  ") + flag + "\n";
    }
    if (!flag.empty()) {
      flagged += concat(flag, ": ", name, ", ", tensor.values.non_finite, " of ",
                        tensor.values.count, " values not finite\n");
    }
  }
  return text + flagged;
}

nlohmann::json info_json(const ModelInfo& info, bool with_tensors) {
  auto stages = nlohmann::json::array();
  std::vector<StageRow> rows = stage_rows(info.tensors);
  rows.pop_back();
  for (const StageRow& row : rows) {
    nlohmann::json stage = values_json(row.values);
    stage["name"] = row.name;
    stage["tensors"] = row.tensors;
    stage["bytes"] = row.bytes;
    stages.push_back(std::move(stage));
  }
  auto tensors = nlohmann::json::array();
  for (const TensorSummary& tensor : info.tensors) {
    if (with_tensors || !tensor.flag().empty()) {
      tensors.push_back(tensor_json(tensor));
    }
  }
  return {{"file", info.file.string()},
          {"bytes", info.bytes},
          {"sha256", info.sha256},
          {"config", info.config ? to_json(*info.config) : nlohmann::json()},
          {"stages", std::move(stages)},
          {with_tensors ? "tensors" : "flagged", std::move(tensors)}};
}

}  // namespace mrcnn
