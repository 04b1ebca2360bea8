#include "common/trace/manifest.hpp"

#include <limits>
#include <utility>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr const char* kFormat = "mrcnn-trace-1";
constexpr std::size_t kShownBytes = 80;

/// One JSON object of the manifest, with the way to it for messages.
class Fields {
 public:
  Fields(const json& object, std::string where) : object_(object), where_(std::move(where)) {
    if (!object.is_object()) {
      throw InputError(where_ + "expected an object, got " + object.type_name());
    }
  }

  void read(const char* key, std::string& out) const {
    if (const json* const value = find(key, "a string", &json::is_string)) {
      out = value->get<std::string>();
    }
  }

  void read(const char* key, bool& out) const {
    if (const json* const value = find(key, "true or false", &json::is_boolean)) {
      out = value->get<bool>();
    }
  }

  void read(const char* key, double& out) const {
    if (const json* const value = find(key, "a number", &json::is_number)) {
      out = value->get<double>();
    }
  }

  void read(const char* key, std::optional<double>& out) const {
    const auto found = object_.find(key);
    if (found != object_.end() && !found->is_null()) {
      read(key, out.emplace());
    }
  }

  template <class Integer>
  void read_integer(const char* key, Integer& out) const {
    const json* const value = find(key, "an integer", &json::is_number_integer);
    if (value == nullptr) {
      return;
    }
    const bool is_large = value->is_number_unsigned() &&
                          value->get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max();
    const auto wide = is_large ? -1 : value->get<std::int64_t>();
    if (is_large || !std::in_range<Integer>(wide)) {
      refuse(key, "an integer of " + std::to_string(8 * sizeof(Integer)) + " bits", *value);
    }
    out = static_cast<Integer>(wide);
  }

  /// The array under `key`, an empty one if it is not there.
  [[nodiscard]] const json& list(const char* key) const {
    static const json kEmpty = json::array();
    const json* const value = find(key, "a list", &json::is_array);
    return value == nullptr ? kEmpty : *value;
  }

  /// The object under `key`, an empty one if it is not there.
  [[nodiscard]] const json& object(const char* key) const {
    static const json kEmpty = json::object();
    const json* const value = find(key, "an object", &json::is_object);
    return value == nullptr ? kEmpty : *value;
  }

  [[nodiscard]] Fields inside(const char* key) const { return {object(key), where_ + key + ": "}; }

  [[noreturn]] void refuse(const std::string& key, const std::string& expected,
                           const json& value) const {
    const std::string shown =
        value.is_primitive() ? one_line(value.dump(-1, ' ', true), kShownBytes) : value.type_name();
    throw InputError(where_ + key + ": expected " + expected + ", got " + shown);
  }

  [[nodiscard]] const std::string& where() const { return where_; }

 private:
  const json* find(const char* key, const char* expected,
                   bool (json::*has_type)() const noexcept) const {
    const auto found = object_.find(key);
    if (found == object_.end()) {
      return nullptr;
    }
    if (!((*found).*has_type)()) {
      refuse(key, expected, *found);
    }
    return &*found;
  }

  const json& object_;
  std::string where_;  // "FILE: " or "FILE: arrays: 2_proposals/boxes: "
};

DType dtype_from(const Fields& fields) {
  std::string name = name_of(DType::f32);
  fields.read("dtype", name);
  for (const DType dtype : {DType::f32, DType::i32, DType::u8}) {
    if (name == name_of(dtype)) {
      return dtype;
    }
  }
  fields.refuse("dtype", "f32, i32 or u8", name);
}

ArrayInfo array_info_from(const Fields& fields) {
  ArrayInfo info;
  info.dtype = dtype_from(fields);
  for (const json& extent : fields.list("shape")) {
    if (!extent.is_number_unsigned()) {
      fields.refuse("shape", "integers of 0 or more", extent);
    }
    info.shape.push_back(extent.get<std::size_t>());
  }
  fields.read("meaning", info.meaning);
  fields.read("unit", info.unit);
  fields.read("min", info.min);
  fields.read("max", info.max);
  fields.read("finite", info.finite);
  fields.read("sha256", info.sha256);
  return info;
}

StepCost step_cost_from(const Fields& fields) {
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

Manifest manifest_from_json(const json& document, const std::string& name) {
  const Fields fields(document, one_line(name) + ": ");
  std::string format;
  fields.read("format", format);
  if (format != kFormat) {
    fields.refuse("format", kFormat, format);
  }
  Manifest manifest;
  fields.read("program", manifest.program);
  fields.inside("model").read("file", manifest.model.file);
  fields.inside("model").read("sha256", manifest.model.sha256);
  fields.read("backend", manifest.backend);
  fields.read("device", manifest.device);
  fields.read("conv", manifest.conv);
  fields.read("math", manifest.math);
  fields.read_integer("threads", manifest.threads);
  fields.read("openblas_core", manifest.openblas_core);
  manifest.config = fields.object("config");
  fields.inside("image").read("file", manifest.image.file);
  fields.inside("image").read_integer("id", manifest.image.id);
  for (const auto& [array, info] : fields.object("arrays").items()) {
    const std::string where = fields.where() + "arrays: " + one_line(array, kShownBytes) + ": ";
    manifest.arrays.emplace(array, array_info_from(Fields(info, where)));
  }
  for (const json& step : fields.list("steps")) {
    manifest.steps.push_back(step_cost_from(Fields(step, fields.where() + "steps: ")));
  }
  for (const json& array : fields.list("edited")) {
    if (!array.is_string()) {
      fields.refuse("edited", "names of arrays", array);
    }
    manifest.edited.push_back(array.get<std::string>());
  }
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
  return {{"format", kFormat},
          {"program", manifest.program},
          {"model", {{"file", manifest.model.file}, {"sha256", manifest.model.sha256}}},
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
