#include "common/coco/path_parts.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace mrcnn {
namespace {

/// "a%20b" of a URL as "a b".
std::string decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned code = 0;
    const char* digits = text.data() + i + 1;
    const bool is_escape = text[i] == '%' && i + 2 < text.size() &&
                           std::from_chars(digits, digits + 2, code, 16).ptr == digits + 2;
    result += is_escape ? static_cast<char>(code) : text[i];
    i += is_escape ? 2 : 0;
  }
  return result;
}

}  // namespace

std::vector<std::string> parts_from_the_end(std::string path) {
  if (path.find("://") != std::string::npos) {
    path = decoded(path.substr(0, path.find_first_of("?#")));
  }
  std::vector<std::string> parts;
  std::string part;
  for (auto c = path.rbegin(); c != path.rend(); ++c) {
    if (*c != '/' && *c != '\\') {
      part += *c;
      continue;
    }
    parts.push_back(part);
    part.clear();
  }
  parts.push_back(part);
  for (std::string& reversed : parts) {
    std::reverse(reversed.begin(), reversed.end());
  }
  std::erase_if(parts, [](const std::string& p) { return p.empty() || p == "."; });
  return parts;
}

std::size_t common_parts(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first -
                                  a.begin());
}

}  // namespace mrcnn
