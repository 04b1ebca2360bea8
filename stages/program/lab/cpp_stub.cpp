#include <algorithm>
#include <set>
#include <sstream>

#include "common/error.hpp"

#include "stages/program/lab/lab_files.hpp"
#include "stages/program/lab/stub_parts.hpp"

namespace mrcnn {
namespace {

using Lines = std::vector<std::string>;

Lines lines_of(const std::filesystem::path& file) {
  std::istringstream text(read_text(source_root() / file));
  Lines lines;
  for (std::string line; std::getline(text, line);) {
    lines.push_back(line);
  }
  return lines;
}

std::string without_indent(const std::string& line) {
  const std::size_t first = line.find_first_not_of(' ');
  return first == std::string::npos ? "" : line.substr(first);
}

bool is_mark(const std::string& line) {
  return without_indent(line).starts_with("// [");
}

/// Whether a line begins the declaration or the definition of a function.
bool begins(const std::string& line, const std::string& function) {
  return !line.empty() && line[0] != ' ' && line[0] != '/' &&
         line.find(" " + function + "(") != std::string::npos;
}

/// The `///` comment above the first declaration of the function in its header.
Lines contract_of(const LabPart& part) {
  const Lines lines = lines_of(part.header);
  auto declaration = std::find_if(lines.begin(), lines.end(),
                                  [&](const auto& line) { return begins(line, part.function); });
  if (declaration == lines.end()) {
    throw InputError(part.header.string() + ": no declaration of " + part.function);
  }
  auto first = declaration;
  while (first != lines.begin() && (first - 1)->starts_with("///")) {
    --first;
  }
  return {first, declaration};
}

/// The includes of the stub, and the rest of the reference without its bodies.
struct Given {
  std::set<std::string> includes;
  Lines code;
};

void add_part(const Lab& lab, const LabPart& part, Given& given) {
  bool is_body = false;
  for (const std::string& line : lines_of(part.file)) {
    const std::string code = without_indent(line);
    if (code.starts_with("#include")) {
      const bool is_hidden = std::any_of(
          lab.hidden.begin(), lab.hidden.end(),
          [&](const auto& header) { return code.find(header.string()) != std::string::npos; });
      if (!is_hidden) {
        given.includes.insert(code);
      }
    } else if (code == "// [lab]") {
      is_body = true;
      if (line != code) {  // not at the left margin: in a function
        const std::string indent(line.size() - code.size(), ' ');
        given.code.push_back(indent + "// Your code, instead of this line:");
        given.code.push_back(indent + "throw NotWritten(\"" + part.function +
                             " is not written yet\");");
      }
    } else if (code == "// [/lab]") {
      is_body = false;
    } else if (!is_body && !is_mark(line) && line != "namespace mrcnn {" &&
               line != "}  // namespace mrcnn") {
      if (begins(line, part.function)) {
        const Lines contract = contract_of(part);
        given.code.insert(given.code.end(), contract.begin(), contract.end());
      }
      given.code.push_back(line);
    }
  }
}

}  // namespace

std::string cpp_stub(const Lab& lab) {
  Given given;
  given.includes = {"#include \"stages/program/lab/not_written.hpp\"", "#include <algorithm>",
                    "#include <cmath>", "#include <vector>"};
  for (const LabPart& part : lab.parts) {
    add_part(lab, part, given);
  }
  std::string text =
      concat("// Lab ", lab.number, ", ", lab.name, ": ", lab.title, ". Read ", lab.page(),
             "/README.md, then write roughly ", lab.lines,
             " lines and try them:\n//     mrcnn lab check ", lab.number, " THIS_FILE\n");
  for (const char* kind : {"#include <", "#include \""}) {
    for (const std::string& include : given.includes) {
      text += include.starts_with(kind) ? include + "\n" : "";
    }
  }
  text += "\nnamespace mrcnn {\n";
  std::string last;
  for (const std::string& line : given.code) {
    if (!line.empty() || !last.empty()) {
      text += line + "\n";
    }
    last = line;
  }
  return text + (last.empty() ? "" : "\n") + "}  // namespace mrcnn\n";
}

}  // namespace mrcnn
