#include "stages/program/lab/stub.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

#include "stages/program/lab/lab_files.hpp"
#include "stages/program/lab/stub_parts.hpp"

namespace mrcnn {
namespace {

/// How a comment begins and ends.
struct CommentForm {
  std::string begin, end;
};

/// The text without comments and white space. Marks inside strings count as comments too: two texts
/// are compared, nothing is compiled.
std::string bare(const std::string& text, LabLanguage language) {
  const std::vector<CommentForm> forms =
      language == LabLanguage::cpp ? std::vector<CommentForm>{{"//", "\n"}, {"/*", "*/"}}
                                   : std::vector<CommentForm>{{"#", "\n"}, {R"(""")", R"(""")"}};
  std::string code;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto form = std::find_if(forms.begin(), forms.end(), [&](const CommentForm& f) {
      return text.compare(at, f.begin.size(), f.begin) == 0;
    });
    if (form != forms.end()) {
      const std::size_t end = text.find(form->end, at + form->begin.size());
      at = end == std::string::npos ? text.size() : end + form->end.size() - 1;
    } else if (std::isspace(static_cast<unsigned char>(text[at])) == 0) {
      code += text[at];
    }
  }
  return code;
}

}  // namespace

std::optional<LabLanguage> find_language(const std::filesystem::path& file) {
  const std::string extension = file.extension().string();
  if (extension == ".py") {
    return LabLanguage::python;
  }
  const bool is_cpp = extension == ".cpp" || extension == ".cc" || extension == ".cxx";
  return is_cpp ? std::optional(LabLanguage::cpp) : std::nullopt;
}

LabLanguage language_of(const std::filesystem::path& file) {
  if (const auto language = find_language(file)) {
    return *language;
  }
  throw UsageError(path_text(file) + ": expected a name that ends in .cpp or .py");
}

std::string stub_text(const Lab& lab, LabLanguage language) {
  const auto ready = lab.folder / stub_name(language);
  if (std::filesystem::exists(ready)) {
    return read_text(ready);
  }
  return language == LabLanguage::cpp ? cpp_stub(lab) : python_stub(lab);
}

bool is_unwritten(const std::string& text, const Lab& lab, LabLanguage language) {
  const std::string code = bare(text, language);
  return code.empty() || code == bare(stub_text(lab, language), language);
}

}  // namespace mrcnn
