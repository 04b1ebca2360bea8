#include "common/trace/manifest.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "common/io/json_fields.hpp"
#include "common/io/one_line.hpp"
#include "common/io/sha256.hpp"

namespace mrcnn {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr const char* kFormat = "mrcnn-trace-1";
constexpr std::size_t kShownBytes = 80;

ArrayInfo array_info_from(const JsonFields& fields) {
  ArrayInfo info;
  std::string dtype = name_of(info.dtype);
  fields.read("dtype", dtype);
  const auto found = value_named<DType>(dtype);
  if (!found) {
    fields.fail("dtype", "f32, i32 or u8", json_text(dtype));
  }
  info.dtype = *found;
  fields.read("shape", info.shape);
  fields.read("meaning", info.meaning);
  fields.read("unit", info.unit);
  fields.read("min", info.min);
  fields.read("max", info.max);
  fields.read("finite", info.finite);
  fields.read("sha256", info.sha256);
  return info;
}

StepCost step_cost_from(const JsonFields& fields) {
  StepCost step;
  fields.read("name", step.name);
  fields.read("ms", step.ms);
  fields.read("gflop", step.gflop);
  fields.read("mb", step.mb);
  return step;
}

ordered_json to_json(const ArrayInfo& info) {
  const auto number_or_null = [](const std::optional<double>& value) {
    return value ? ordered_json(*value) : ordered_json(nullptr);
  };
  return {{"dtype", name_of(info.dtype)},    {"shape", info.shape},
          {"meaning", info.meaning},         {"unit", info.unit},
          {"min", number_or_null(info.min)}, {"max", number_or_null(info.max)},
          {"finite", info.finite},           {"sha256", info.sha256}};
}

}  // namespace

ArrayInfo describe(const Array& array, std::string meaning, std::string unit) {
  check_consistent(array);
  ArrayInfo info;
  info.dtype = array.dtype;
  info.shape = array.shape;
  info.meaning = std::move(meaning);
  info.unit = std::move(unit);
  info.sha256 = sha256(array.bytes);
  double low = std::numeric_limits<double>::infinity();
  double high = -low;
  const auto find_range = [&](const auto values) {
    for (const auto value : values) {
      const auto number = static_cast<double>(value);
      if (!std::isfinite(number)) {
        info.finite = false;
        continue;
      }
      low = std::min(low, number);
      high = std::max(high, number);
    }
  };
  with_values(find_range, array);
  if (low <= high) {
    info.min = low;
    info.max = high;
  }
  return info;
}

Manifest manifest_from_json(const json& document, const std::string& name) {
  const JsonFields fields(document, one_line(name));
  std::string format;
  fields.read("format", format);
  if (format != kFormat) {
    fields.fail("format", kFormat, json_text(format));
  }
  Manifest manifest;
  fields.read("program", manifest.program);
  fields.section("model").read("file", manifest.model.file);
  fields.section("model").read("sha256", manifest.model.sha256);
  fields.section("model").read("about", manifest.model.about);
  fields.read("backend", manifest.backend);
  fields.read("device", manifest.device);
  fields.read("conv", manifest.conv);
  fields.read("math", manifest.math);
  fields.read("threads", manifest.threads);
  fields.read("openblas_core", manifest.openblas_core);
  manifest.config = fields.section("config").members();
  fields.section("image").read("file", manifest.image.file);
  fields.section("image").read("id", manifest.image.id);
  const JsonFields arrays = fields.section("arrays");
  for (const auto& [array, info] : arrays.members().items()) {
    const std::string where = arrays.where() + ": " + one_line(array, kShownBytes);
    manifest.arrays.emplace(array, array_info_from({info, where}));
  }
  for (const json& step : fields.list_or_empty("steps")) {
    manifest.steps.push_back(step_cost_from({step, fields.where() + ": steps"}));
  }
  fields.read("edited", manifest.edited);
  return manifest;
}

ordered_json to_json(const Manifest& manifest) {
  auto arrays = ordered_json::object();
  for (const auto& [name, info] : manifest.arrays) {
    arrays[name] = to_json(info);
  }
  auto steps = ordered_json::array();
  for (const StepCost& step : manifest.steps) {
    steps.push_back({{"name", step.name}, {"ms", step.ms}, {"gflop", step.gflop}, {"mb", step.mb}});
  }
  ordered_json model = {{"file", manifest.model.file}, {"sha256", manifest.model.sha256}};
  if (!manifest.model.about.empty()) {
    model["about"] = manifest.model.about;
  }
  return {{"format", kFormat},
          {"program", manifest.program},
          {"model", model},
          {"backend", manifest.backend},
          {"device", manifest.device},
          {"conv", manifest.conv},
          {"math", manifest.math},
          {"threads", manifest.threads},
          {"openblas_core", manifest.openblas_core},
          {"config", manifest.config},
          {"image", {{"file", manifest.image.file}, {"id", manifest.image.id}}},
          {"arrays", arrays},
          {"steps", steps},
          {"edited", manifest.edited}};
}

}  // namespace mrcnn
