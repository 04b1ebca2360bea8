#pragma once
#include <algorithm>
#include <string_view>

namespace mrcnn {

/// Without these characters at either end.
inline std::string_view trimmed(std::string_view text, std::string_view characters = " \t\r\n") {
  text.remove_prefix(std::min(text.find_first_not_of(characters), text.size()));
  return text.substr(0, text.find_last_not_of(characters) + 1);
}

/// Without the three bytes with which some programs begin text in UTF-8.
inline std::string_view without_byte_order_mark(std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  text.remove_prefix(text.starts_with(kMark) ? kMark.size() : 0);
  return text;
}

}  // namespace mrcnn
