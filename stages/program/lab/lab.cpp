#include "stages/program/lab/lab.hpp"

#include <algorithm>

#include "common/error.hpp"
#include "common/io/json_fields.hpp"
#include "common/io/one_line.hpp"

#include "stages/program/lab/lab_files.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int kMostMinutes = 10'000;

LabPart read_part(const json& value, const std::string& where) {
  const JsonFields fields(value, where);
  LabPart part{fields.string("op"),
               fields.string("function"),
               fields.string("header"),
               fields.string("file"),
               {}};
  for (const auto& [output, words] : fields.object("axes").items()) {
    fields.section("axes").read(output, part.axes[output]);
  }
  return part;
}

Lab read_lab(const fs::path& file) {
  const std::string where = path_text(file);
  const json text = read_json(file);
  const JsonFields fields(text, where);
  Lab lab;
  lab.folder = file.parent_path();
  lab.number = static_cast<int>(fields.integer("number", 0, 1000));
  lab.name = fields.string("name");
  lab.title = fields.string("title");
  lab.minutes = static_cast<int>(fields.integer("minutes", 1, kMostMinutes));
  fields.read("lesson", lab.lesson);
  fields.read("lines", lab.lines);
  fields.read("step", lab.step);
  fields.read("allowed", lab.allowed);
  for (const json& part : fields.list_or_empty("parts")) {
    lab.parts.push_back(read_part(part, concat(where, ": parts[", lab.parts.size(), "]")));
  }
  std::vector<std::string> hidden;
  fields.read("hidden", hidden);
  lab.hidden.assign(hidden.begin(), hidden.end());
  return lab;
}

}  // namespace

const LabPart& Lab::part_of(const std::string& op) const {
  for (const LabPart& part : parts) {
    if (part.op == op) {
      return part;
    }
  }
  throw InputError(concat("lab ", number, ": has no part ", one_line(op)));
}

std::vector<fs::path> lab_sources(const Lab& lab) {
  std::vector<fs::path> files;
  for (const LabPart& part : lab.parts) {
    files.push_back(part.file);
  }
  files.insert(files.end(), lab.hidden.begin(), lab.hidden.end());
  return files;
}

fs::path source_root() {
  const fs::path root = MRCNN_SOURCE_ROOT;
  if (!fs::exists(root / "docs/labs")) {
    throw InputError(path_text(root / "docs/labs") +
                     ": not found; labs need the sources that mrcnn was built from");
  }
  return root;
}

std::vector<Lab> read_labs(const fs::path& folder) {
  std::vector<Lab> labs;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (fs::exists(entry.path() / "lab.json")) {
      labs.push_back(read_lab(entry.path() / "lab.json"));
    }
  }
  std::sort(labs.begin(), labs.end(),
            [](const Lab& a, const Lab& b) { return a.number < b.number; });
  return labs;
}

Lab lab_numbered(int number) {
  std::string numbers;
  for (const Lab& lab : read_labs()) {
    if (lab.number == number) {
      return lab;
    }
    numbers += (numbers.empty() ? "" : ", ") + std::to_string(lab.number);
  }
  throw UsageError(concat("lab ", number, ": no such lab, expected one of: ", numbers));
}

Lab graded_lab(int number) {
  Lab lab = lab_numbered(number);
  if (!lab.is_graded()) {
    throw UsageError(
        concat("lab ", number, ": has nothing to write; read ", lab.page(), "/README.md"));
  }
  return lab;
}

}  // namespace mrcnn
