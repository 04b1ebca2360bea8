#include "stages/program/op/case_folder.hpp"

#include <algorithm>
#include <sstream>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/input_files.hpp"
#include "common/io/json.hpp"
#include "common/io/json_fields.hpp"
#include "common/trace/npy.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Kind = ParameterKind;

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) {
    parts.push_back(part);
  }
  return parts;
}

/// "1" as 1, "same" as "same".
json number_or_word(const std::string& word) {
  json value = json::parse(word, nullptr, false);
  return value.is_number() ? value : json(word);
}

json list_of(const std::string& word, char separator) {
  json list = json::array();
  for (const std::string& part : split(word, separator)) {
    list.push_back(number_or_word(part));
  }
  return list;
}

json value_of(Kind kind, const std::string& word) {
  if (word.empty()) {
    return nullptr;
  }
  const json list = list_of(word, ',');
  switch (kind) {
    case Kind::size:
    case Kind::area:
      return list.size() == 1 ? json{list[0], list[0]} : list;
    case Kind::numbers:
      return list;
    case Kind::grids: {
      json grids = json::array();
      for (const std::string& grid : split(word, ',')) {
        grids.push_back(list_of(grid, ':'));
      }
      return grids;
    }
    default:
      return number_or_word(word);
  }
}

/// Throws InputError unless `name` is one of the operation's.
template <class Named>
void check_name(const std::vector<Named>& known, const std::string& name,
                const std::string& where) {
  std::string names;
  for (const Named& item : known) {
    names += (names.empty() ? "" : ", ") + item.name;
    if (item.name == name) {
      return;
    }
  }
  throw InputError(where + ": " + one_line(name) + " is unknown, expected one of: " + names);
}

constexpr std::uint64_t kLargestJson = 1 << 20;

}  // namespace

nlohmann::ordered_json params_json(const Operation& operation,
                                   const std::map<std::string, std::string>& params) {
  auto values = nlohmann::ordered_json::object();
  for (const OperationParameter& parameter : operation.parameters) {
    const auto given = params.find(parameter.name);
    values[parameter.name] =
        value_of(parameter.kind, given == params.end() ? parameter.value : given->second);
  }
  return values;
}

std::string word_of(const json& value) {
  if (value.is_null()) {
    return "";
  }
  if (value.is_string()) {
    return value.get<std::string>();
  }
  if (!value.is_array()) {
    return value.dump();
  }
  const bool has_lists = !value.empty() && value.front().is_array();
  std::string words;
  for (const json& item : value) {
    std::string word = word_of(item);
    std::replace(word.begin(), word.end(), ',', ':');  // a grid in a list of grids
    words += (words.empty() ? "" : ",") + (has_lists ? word : word_of(item));
  }
  return words;
}

void write_case(const fs::path& folder, const OperationCase& of) {
  make_folder(folder);
  const nlohmann::ordered_json text = {{"op", of.operation->name},
                                       {"params", params_json(*of.operation, of.params)}};
  write_file(folder / "op.json", text.dump(2) + "\n");
  for (const auto& [name, array] : of.inputs) {
    write_npy(folder / (name + ".npy"), array);
  }
}

OperationCase read_case(const fs::path& folder) {
  const fs::path file = folder / "op.json";
  const std::string where = path_text(file);
  const json text = parse_json(as_text(read_file(file, kLargestJson)), where);
  const JsonFields fields(text, where);
  OperationCase of{&operation_named(fields.string("op")), {}, {}};
  for (const auto& [name, value] : fields.object("params").items()) {
    check_name(of.operation->parameters, name, where + ": params");
    of.params[name] = word_of(value);
  }
  for (const OperationArray& input : of.operation->inputs) {
    const fs::path array = folder / (input.name + ".npy");
    if (!input.is_optional || fs::exists(array)) {
      of.inputs[input.name] = read_npy(array);
    }
  }
  return of;
}

std::vector<std::string> case_names(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(folder, failure)) {
    if (fs::exists(entry.path() / "op.json")) {
      names.push_back(entry.path().filename().string());
    }
  }
  if (names.empty()) {
    throw InputError(path_text(folder) + ": no cases, expected folders with op.json in them");
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::size_t run_cases(
    const fs::path& in, const fs::path& out,
    const std::function<void(const std::string&, const std::exception&)>& failed) {
  const std::vector<std::string> names = case_names(in);
  for (const std::string& name : names) {
    InputFiles({in / name}).check_output_folder(out / name);
  }
  std::size_t computed = 0;
  for (const std::string& name : names) {
    try {
      const OperationCase of = read_case(in / name);
      const OperationResult result =
          run_operation(*of.operation, Place::host, of.inputs, of.params);
      make_folder(out / name);
      for (const auto& [array_name, array] : result) {
        write_npy(out / name / (array_name + ".npy"), array);
      }
      ++computed;
    } catch (const std::exception& error) {
      failed(name, error);
    }
  }
  return computed;
}

}  // namespace mrcnn
