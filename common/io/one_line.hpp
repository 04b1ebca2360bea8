#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace mrcnn {

/// Untrusted text, made safe for one line of a terminal: control characters and bytes that are not
/// UTF-8 become "\n", "\x1b"; text beyond `limit` bytes becomes "...". Applying it twice is the
/// same as applying it once.
std::string one_line(std::string_view text, std::size_t limit = std::string_view::npos);

/// A path for a message: one line, and never empty.
std::string path_text(const std::filesystem::path& path);

/// Bytes of the code point that a text starts with, which is not empty; 0 if it is malformed
/// (RFC 3629, sec. 4).
std::size_t code_point_length(std::string_view text);

/// Whether all of `text` is well-formed UTF-8 (no overlong forms, no surrogates).
bool is_utf8(std::string_view text);

}  // namespace mrcnn
