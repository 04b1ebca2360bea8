#include "stages/program/lab/mutants.hpp"

#include <algorithm>

#include "common/error.hpp"
#include "common/io/json_fields.hpp"

#include "stages/program/lab/lab_files.hpp"

namespace mrcnn {
namespace {

using nlohmann::json;
using Sources = std::map<std::filesystem::path, std::string>;

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

/// Replaces every occurrence. Text inside what was put in is not looked at again.
void replace_all(std::string& text, const std::string& before, const std::string& after) {
  for (std::size_t at = text.find(before); at != std::string::npos;
       at = text.find(before, at + after.size())) {
    text.replace(at, before.size(), after);
  }
}

bool are_statements(const std::string& code) {
  return code.back() == ';' || code.back() == '}';
}

std::string with_choice(int number, const MutantEdit& edit) {
  const std::string is_on = concat("is_mutant(", number, ")");
  return are_statements(edit.before)
             ? concat("if (", is_on, ") { ", edit.after, " } else { ", edit.before, " }")
             : concat("(", is_on, " ? (", edit.after, ") : (", edit.before, "))");
}

struct NumberedEdit {
  int number;
  const MutantEdit* edit;
};

/// Longer texts first: a shorter one inside them is then found in both branches.
std::vector<NumberedEdit> by_length(const std::vector<Mutant>& mutants) {
  std::vector<NumberedEdit> edits;
  for (std::size_t i = 0; i < mutants.size(); ++i) {
    for (const MutantEdit& edit : mutants[i].edits) {
      edits.push_back({static_cast<int>(i), &edit});
    }
  }
  std::stable_sort(edits.begin(), edits.end(), [](const NumberedEdit& a, const NumberedEdit& b) {
    return a.edit->before.size() > b.edit->before.size();
  });
  return edits;
}

}  // namespace

std::vector<Mutant> read_mutants(const Lab& lab) {
  const std::filesystem::path file = lab.folder / "mutants.json";
  const json text = read_json(file);
  std::vector<Mutant> mutants;
  for (const json& row : text) {
    const JsonFields fields(row, concat(path_text(file), "[", mutants.size(), "]"));
    Mutant mutant{fields.string("name"), {}, fields.string("text"), fields.string("lesson")};
    for (const json& edit : fields.list_or_empty("edits")) {
      const JsonFields place(edit, fields.where() + ": " + mutant.name + ": edits");
      mutant.edits.push_back({place.string("file"), place.string("old"), place.string("new")});
      if (mutant.edits.back().before.empty()) {
        place.fail("old", "a piece of code", "nothing");
      }
    }
    mutants.push_back(std::move(mutant));
  }
  return mutants;
}

Sources mutated_sources(const std::vector<Mutant>& mutants) {
  Sources sources;
  for (const auto& [number, edit] : by_length(mutants)) {
    const std::string original = read_text(source_root() / edit->file);
    std::string& source = sources.emplace(edit->file, original).first->second;
    const std::string& name = mutants[static_cast<std::size_t>(number)].name;
    const std::size_t found = count_of(original, edit->before);
    if (found != 1) {
      throw InputError(concat("mutant ", name, ": ", edit->file.string(), " has \"",
                              one_line(edit->before, 80), "\" ", found, " times, expected once"));
    }
    if (count_of(source, edit->before) == 0) {
      throw InputError(concat("mutant ", name, ": \"", one_line(edit->before, 80),
                              "\" overlaps partly with another mutant's text"));
    }
    replace_all(source, edit->before, with_choice(number, *edit));
  }
  for (auto& [file, source] : sources) {
    const std::string include = "#include \"stages/program/lab/mutant.hpp\"\n";
    source.insert(source.find("#include"), include);
  }
  return sources;
}

}  // namespace mrcnn
