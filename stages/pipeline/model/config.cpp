#include "stages/pipeline/model/config.hpp"

#include <algorithm>

#include "common/error.hpp"
#include "common/io/one_line.hpp"
#include "common/io/trimmed.hpp"

#include "stages/pipeline/model/config_keys.hpp"

namespace mrcnn {

namespace {

using nlohmann::json;

constexpr std::size_t kLongestValueInMessage = 60;

std::string value_text(const json& value) {
  return one_line(value.dump(-1, ' ', false, json::error_handler_t::replace),
                  kLongestValueInMessage);
}

std::string in_quotes(std::string_view name) {
  return concat('"', one_line(name, kLongestValueInMessage), '"');
}

/// Reads the members of one section; the empty stage is the object itself, whose sections are
/// skipped.
void read_section(Config& config, const std::string& stage, const json& section,
                  const std::string& name) {
  const auto stages = config_stages();
  for (const auto& [member, value] : section.items()) {
    if (stage.empty() && std::find(stages.begin(), stages.end(), member) != stages.end()) {
      continue;
    }
    const ConfigKey* key = find_config_key(stage, member);
    if (key == nullptr) {
      throw InputError(concat(name, ": unknown key ", in_quotes(member),
                              stage.empty() ? "" : " in \"" + stage + "\"", ", expected one of ",
                              known_config_keys(stage)));
    }
    if (!key->read(config, value)) {
      throw InputError(concat(name, ": ", key->path(), ": expected ", key->expected, ", got ",
                              value_text(value)));
    }
  }
}

/// The parts between commas, as strings; also of a list as Python prints it.
json words_of(std::string_view value) {
  value = trimmed(value, "[] ");
  json words = json::array();
  for (std::size_t begin = 0; begin <= value.size();) {
    const std::size_t end = std::min(value.find(',', begin), value.size());
    words.push_back(std::string(trimmed(value.substr(begin, end - begin), " '\"")));
    begin = end + 1;
  }
  return words;
}

/// VALUE of an override as JSON: a value, else a list separated by commas, else a string.
json override_value(std::string_view value) {
  json parsed = json::parse(value, nullptr, false);
  if (!parsed.is_discarded()) {
    return parsed;
  }
  if (value.find(',') == std::string_view::npos) {
    return std::string(value);
  }
  json list = words_of(value);
  for (json& element : list) {
    element = override_value(element.get<std::string>());
  }
  return list;
}

}  // namespace

Config config_from_json(const json& object, const std::string& name) {
  Config config;
  const auto check_object = [&](const json& value, const std::string& what) {
    if (!value.is_object()) {
      throw InputError(concat(what, ": expected a JSON object, got ", value_text(value)));
    }
  };
  check_object(object, name);
  read_section(config, "", object, name);
  for (const std::string& stage : config_stages()) {
    if (const auto section = object.find(stage); section != object.end()) {
      check_object(*section, concat(name, ": ", stage));
      read_section(config, stage, *section, name);
    }
  }
  return config;
}

Config config_of_valid_keys(const json& object) {
  Config config;
  for (const ConfigKey& key : config_keys()) {
    const json::json_pointer place(key.stage.empty() ? "/" + key.name
                                                     : "/" + key.stage + "/" + key.name);
    if (object.contains(place)) {
      key.read(config, object[place]);
    }
  }
  return config;
}

json to_json(const Config& config) {
  json object = json::object();
  for (const ConfigKey& key : config_keys()) {
    (key.stage.empty() ? object : object[key.stage])[key.name] = key.write(config);
  }
  return object;
}

void apply_override(Config& config, std::string_view assignment) {
  const auto refuse = [&](const std::string& reason) {
    throw UsageError("--set " + one_line(assignment, kLongestValueInMessage) + ": " + reason);
  };
  if (!is_utf8(assignment)) {
    refuse("expected UTF-8");
  }
  const std::size_t equals = assignment.find('=');
  if (equals == std::string_view::npos) {
    refuse("expected STAGE.KEY=VALUE");
  }
  const std::string_view path = assignment.substr(0, equals);
  const std::size_t dot = path.find('.');
  const std::string_view stage = dot == std::string_view::npos ? "" : path.substr(0, dot);
  const std::string_view name = dot == std::string_view::npos ? path : path.substr(dot + 1);

  const ConfigKey* key = find_config_key(stage, name);
  if (key == nullptr && known_config_keys(stage).empty()) {
    refuse("unknown stage " + in_quotes(stage) + ", expected one of " + known_config_keys(""));
  }
  if (key == nullptr) {
    refuse("unknown key " + in_quotes(name) + ", expected one of " + known_config_keys(stage));
  }
  const std::string_view text = assignment.substr(equals + 1);
  const json value = override_value(text);
  const bool is_read = key->read(config, value) || key->read(config, json::array({value})) ||
                       key->read(config, words_of(text));  // classes called 1, 2, 3
  if (!is_read) {
    refuse("expected " + key->expected + ", got " + value_text(value));
  }
}

void apply_overrides(Config& config, const std::vector<std::string>& assignments) {
  for (const std::string& assignment : assignments) {
    apply_override(config, assignment);
  }
}

}  // namespace mrcnn
