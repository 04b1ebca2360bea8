#include "common/coco/python_json.hpp"

#include <algorithm>

namespace mrcnn {
namespace {

std::string without_nan(std::string_view text) {
  std::string result;
  bool in_string = false;
  while (!text.empty()) {
    std::size_t length = 1;
    std::string_view written = text.substr(0, 1);
    if (in_string && text[0] == '\\') {
      length = std::min<std::size_t>(2, text.size());
      written = text.substr(0, length);
    } else if (text[0] == '"') {
      in_string = !in_string;
    } else if (!in_string) {
      for (const std::string_view word : {"NaN", "-Infinity", "Infinity"}) {
        if (text.starts_with(word)) {
          length = word.size();
          written = "null";
        }
      }
    }
    result += written;
    text.remove_prefix(length);
  }
  return result;
}

bool may_hold_nan(std::string_view text) {
  return text.find("NaN") != std::string_view::npos ||
         text.find("Infinity") != std::string_view::npos;
}

}  // namespace

nlohmann::json parse_json_of_python(std::string_view text, const std::string& name,
                                    const ElementReader& read) {
  const std::string replaced = may_hold_nan(text) ? without_nan(text) : "";
  return parse_json(replaced.empty() ? text : replaced, name, read);
}

}  // namespace mrcnn
