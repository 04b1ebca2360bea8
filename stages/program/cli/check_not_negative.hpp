#pragma once
#include <string>

namespace mrcnn {

/// For CLI11: a message if the text is a number below 0.
inline std::string check_not_negative(const std::string& text) {
  return text.starts_with('-') ? "expected 0 or more, got " + text : "";
}

}  // namespace mrcnn
