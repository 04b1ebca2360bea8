#include "stages/program/lab/lab_cases.hpp"

#include <algorithm>

#include "common/error.hpp"
#include "common/io/json_fields.hpp"

#include "stages/program/lab/case_array.hpp"
#include "stages/program/lab/lab_files.hpp"

namespace mrcnn {
namespace {

using nlohmann::json;

/// "0007": in alphabetical order.
std::string folder_name(std::size_t index) {
  constexpr std::size_t kDigits = 4;
  const std::string digits = std::to_string(index);
  return std::string(kDigits - std::min(kDigits, digits.size()), '0') + digits;
}

void check_is_parameter(const Operation& operation, const std::string& name,
                        const JsonFields& fields) {
  const auto& known = operation.parameters;
  if (std::none_of(known.begin(), known.end(), [&](const auto& p) { return p.name == name; })) {
    fields.fail(name, "a parameter of op " + operation.name, "this name");
  }
}

/// Reads the cases of one group.
class CaseReader {
 public:
  CaseReader(const Lab& lab, std::uint64_t seed, std::vector<LabCase>& cases)
      : lab_(lab), seed_(seed), cases_(cases) {}

  void read(const std::string& group, const json& row, const std::string& where) {
    const JsonFields fields(row, where);
    const bool repeats = fields.find("repeat") != nullptr;
    const std::int64_t count = repeats ? fields.integer("repeat", 1, kMostRepetitions) : 1;
    for (std::int64_t i = 0; i < count; ++i) {
      const std::string number = repeats ? " " + std::to_string(i + 1) : "";
      add(group, fields, fields.string("name") + number);
    }
  }

 private:
  void add(const std::string& group, const JsonFields& fields, const std::string& name) {
    Draw draw(name, seed_);
    CaseContext context{lab_.folder, {}, fields.where()};
    for (const auto& [letter, range] : fields.section("sizes").members().items()) {
      context.sizes[letter] = draw.whole(range.at(0), range.at(1));
    }
    std::string op = lab_.parts.front().op;
    fields.read("op", op);
    LabCase row{group, name, folder_name(cases_.size()), {}, {}, {}};
    row.call.operation = &operation_named(lab_.part_of(op).op);
    for (const auto& [param, value] : fields.section("params").members().items()) {
      check_is_parameter(*row.call.operation, param, fields.section("params"));
      row.call.params[param] = word_of(chosen(value, draw));
    }
    for (const OperationArray& input : row.call.operation->inputs) {
      const json* value = fields.section("in").find(input.name);
      if (value != nullptr) {
        context.where = fields.where() + ": in." + input.name;
        row.call.inputs[input.name] = case_array(*value, input.dtype, context, draw);
      } else if (!input.is_optional) {
        fields.section("in").fail(input.name, "an array", "nothing");
      }
    }
    for (const OperationArray& output : row.call.operation->outputs) {
      const json* value = fields.section("out").find(output.name);
      if (value != nullptr) {
        context.where = fields.where() + ": out." + output.name;
        row.stated[output.name] = case_array(*value, output.dtype, context, draw);
      }
    }
    row.expected =
        run_operation(*row.call.operation, Place::host, row.call.inputs, row.call.params);
    cases_.push_back(std::move(row));
  }

  static constexpr std::int64_t kMostRepetitions = 1000;

  const Lab& lab_;
  std::uint64_t seed_;
  std::vector<LabCase>& cases_;
};

}  // namespace

std::vector<LabCase> read_cases(const Lab& lab, std::uint64_t seed) {
  const std::filesystem::path file = lab.folder / "cases.json";
  const json text = read_json(file);
  const JsonFields groups(text, path_text(file));
  std::vector<LabCase> cases;
  CaseReader reader(lab, seed, cases);
  for (const std::string& group : kCaseGroups) {
    std::size_t index = 0;
    for (const json& row : groups.list_or_empty(group)) {
      const std::string where = concat(groups.where(), ": ", group, "[", index++, "]");
      try {
        reader.read(group, row, where);
      } catch (const json::exception& error) {
        throw InputError(where + ": " + error.what());
      } catch (const UsageError& error) {
        throw InputError(where + ": " + error.what());
      }
    }
  }
  return cases;
}

void write_cases(const std::filesystem::path& folder, const std::vector<LabCase>& cases) {
  for (const LabCase& row : cases) {
    write_case(folder / row.folder, row.call);
  }
}

}  // namespace mrcnn
