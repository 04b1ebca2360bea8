#include "stages/program/cli/model_info.hpp"

#include <algorithm>
#include <iomanip>
#include <sstream>
#include <utility>

#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/io/sha256.hpp"
#include "common/tensor/shape.hpp"
#include "common/weights/safetensors.hpp"

#include "stages/pipeline/model/config_keys.hpp"
#include "stages/pipeline/model/model.hpp"

namespace mrcnn {

namespace {

/// The tensors of one stage taken together.
struct StageRow {
  std::string name;
  std::size_t tensors = 0;
  std::size_t bytes = 0;
  ValueStatistics values{};
};

std::vector<StageRow> stage_rows(const std::vector<TensorSummary>& tensors) {
  std::vector<StageRow> rows;
  for (const TensorSummary& tensor : tensors) {
    auto row = std::find_if(rows.begin(), rows.end(),
                            [&](const StageRow& known) { return known.name == tensor.stage; });
    if (row == rows.end()) {
      row = rows.insert(rows.end(), StageRow{.name = tensor.stage});
    }
    ++row->tensors;
    row->bytes += tensor.bytes;
    row->values.add(tensor.values);
  }
  return rows;
}

StageRow total_of(const std::vector<StageRow>& rows) {
  StageRow total{.name = "total"};
  for (const StageRow& row : rows) {
    total.tensors += row.tensors;
    total.bytes += row.bytes;
    total.values.add(row.values);
  }
  return total;
}

std::string megabytes(std::size_t bytes) {
  std::ostringstream out;
  out << std::fixed << std::setprecision(3) << static_cast<double>(bytes) / 1e6;
  return out.str();
}

void add_values(std::ostream& out, const ValueStatistics& values) {
  const bool is_known = values.count > values.non_finite;
  out << std::setprecision(4);
  for (const double value :
       {static_cast<double>(values.min), static_cast<double>(values.max), values.deviation()}) {
    out << std::setw(12);
    is_known ? out << value : out << "-";
  }
}

void add_config(std::ostream& out, const std::optional<Config>& config) {
  if (!config) {
    out << "no \"mrcnn.config\" in its metadata: it needs --arch\n";
    return;
  }
  for (const ConfigKey& key : config_keys()) {
    const std::string value = key.name == "classes"
                                  ? concat(config->classes.size(), ": ", key.write(*config).dump())
                                  : key.write(*config).dump();
    out << "  " << std::left << std::setw(32) << key.path() << std::right << value << "\n";
  }
}

void add_stages(std::ostream& out, const std::vector<TensorSummary>& tensors) {
  std::vector<StageRow> rows = stage_rows(tensors);
  rows.push_back(total_of(rows));
  out << "stage       tensors      values          MB         min         max         std\n";
  for (const StageRow& row : rows) {
    out << std::left << std::setw(10) << row.name << std::right << std::setw(9) << row.tensors
        << std::setw(12) << row.values.count << std::setw(12) << megabytes(row.bytes);
    add_values(out, row.values);
    out << "\n";
  }
}

void add_tensors(std::ostream& out, const std::vector<TensorSummary>& tensors) {
  std::size_t name_width = 0;
  for (const TensorSummary& tensor : tensors) {
    name_width = std::max(name_width, one_line(tensor.name).size());
  }
  for (const TensorSummary& tensor : tensors) {
    out << std::left << std::setw(static_cast<int>(name_width)) << one_line(tensor.name) << " "
        << std::setw(5) << tensor.dtype << std::setw(20) << shape_text(tensor.shape) << std::right;
    add_values(out, tensor.values);
    out << (tensor.flag().empty() ? "" : "  ") << tensor.flag() << "\n";
  }
}

void add_flags(std::ostream& out, const std::vector<TensorSummary>& tensors) {
  for (const TensorSummary& tensor : tensors) {
    if (!tensor.flag().empty()) {
      out << tensor.flag() << ": " << one_line(tensor.name) << ", " << tensor.values.non_finite
          << " of " << tensor.values.count << " values not finite\n";
    }
  }
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
  std::ostringstream out;
  out << path_text(info.file) << ": " << info.bytes << " bytes, sha256 " << info.sha256 << "\n";
  add_config(out, info.config);
  add_stages(out, info.tensors);
  if (with_tensors) {
    add_tensors(out, info.tensors);
  }
  add_flags(out, info.tensors);
  return out.str();
}

nlohmann::json info_json(const ModelInfo& info, bool with_tensors) {
  auto stages = nlohmann::json::array();
  for (const StageRow& row : stage_rows(info.tensors)) {
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
