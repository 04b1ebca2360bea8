#include "stages/program/lab/lab_files.hpp"

#include "common/io/file.hpp"
#include "common/io/json.hpp"

namespace mrcnn {

std::string read_text(const std::filesystem::path& file) {
  constexpr std::uint64_t kLargestText = 1 << 20;
  std::string text;
  for (const std::byte byte : read_file(file, kLargestText)) {
    const char c = static_cast<char>(byte);
    if (c == '\n' && !text.empty() && text.back() == '\r') {
      text.pop_back();
    }
    text += c;
  }
  return text;
}

nlohmann::json read_json(const std::filesystem::path& file) {
  return parse_json(read_text(file), path_text(file));
}

}  // namespace mrcnn
