#include "common/io/one_line.hpp"

#include <array>

namespace mrcnn {

namespace {

std::size_t length_from_lead(unsigned lead) {
  if (lead < 0x80U) {
    return 1;
  }
  if (lead >= 0xC2U && lead < 0xE0U) {
    return 2;
  }
  if (lead >= 0xE0U && lead < 0xF0U) {
    return 3;
  }
  return lead >= 0xF0U && lead < 0xF5U ? 4 : 0;
}

/// Characters that a terminal would act on: C0, DEL, and C1 in its two-byte form.
bool is_control(std::string_view code_point) {
  const auto first = static_cast<unsigned char>(code_point[0]);
  return first < 0x20U || first == 0x7FU ||
         (first == 0xC2U && static_cast<unsigned char>(code_point[1]) < 0xA0U);
}

std::string escaped(std::string_view bytes) {
  constexpr std::array<char, 16> kDigits = {'0', '1', '2', '3', '4', '5', '6', '7',
                                            '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
  if (bytes == "\n") {
    return "\\n";
  }
  if (bytes == "\t") {
    return "\\t";
  }
  std::string out;
  for (const char c : bytes) {
    const auto value = static_cast<unsigned char>(c);
    out += "\\x";
    out += kDigits[value / 16U];
    out += kDigits[value % 16U];
  }
  return out;
}

}  // namespace

std::size_t code_point_length(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return static_cast<unsigned>(static_cast<unsigned char>(text[i]));
  };
  const std::size_t length = length_from_lead(byte(0));
  if (length == 0 || length > text.size()) {
    return 0;
  }
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) {
      return 0;
    }
  }
  const bool overlong =
      (byte(0) == 0xE0U && byte(1) < 0xA0U) || (byte(0) == 0xF0U && byte(1) < 0x90U);
  const bool surrogate = byte(0) == 0xEDU && byte(1) >= 0xA0U;
  const bool beyond_unicode = byte(0) == 0xF4U && byte(1) >= 0x90U;
  return overlong || surrogate || beyond_unicode ? 0 : length;
}

std::string one_line(std::string_view text, std::size_t limit) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = code_point_length(text);
    const std::string_view piece = text.substr(0, length == 0 ? 1 : length);
    const std::string shown =
        length == 0 || is_control(piece) ? escaped(piece) : std::string(piece);
    if (shown.size() > limit - out.size()) {
      return out + "...";
    }
    out += shown;
    text.remove_prefix(piece.size());
  }
  return out;
}

std::string path_text(const std::filesystem::path& path) {
  return path.empty() ? "(empty path)" : one_line(path.string());
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = code_point_length(text);
    if (length == 0) {
      return false;
    }
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace mrcnn
