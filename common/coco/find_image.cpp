#include "common/coco/find_image.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "common/error.hpp"
#include "common/io/near_name.hpp"
#include "common/io/one_line.hpp"

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

/// A path's folders and its file, the file first.
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

bool has_only_ascii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0; });
}

/// macOS writes an accent as a character of its own; such names look alike.
std::string near_text(const std::string& near, const std::string& base_name) {
  return ", for example " + one_line(near) +
         (has_only_ascii(near) || has_only_ascii(base_name)
              ? ""
              : "; if they look the same, their accents are stored in two ways: convmv -f utf8 -t "
                "utf8 --nfc --notest " +
                    one_line(base_name));
}

[[noreturn]] void fail_without_image(const CocoDataset& dataset, const std::string& base_name,
                                     const std::string& name) {
  std::vector<std::string> names;
  for (const CocoImage& image : dataset.images) {
    const std::vector<std::string> parts = parts_from_the_end(image.file_name);
    names.push_back(parts.empty() ? "" : parts[0]);
  }
  const auto near = near_name(base_name, names);
  throw InputError(concat(name, ": no image is called ", one_line(base_name),
                          ", expected one of its ", dataset.images.size(), " images",
                          near ? near_text(*near, base_name) : ""));
}

}  // namespace

const CocoImage& find_image(const CocoDataset& dataset, const std::string& file,
                            const std::string& name) {
  const std::vector<std::string> parts = parts_from_the_end(file);
  const std::string base_name = parts.empty() ? "" : parts[0];
  std::vector<const CocoImage*> best;
  std::pair<std::size_t, bool> closest = {1, false};  // common parts, and whether that is all
  for (const CocoImage& image : dataset.images) {
    const bool may_match = image.file_name.find(base_name) != std::string::npos ||
                           image.file_name.find('%') != std::string::npos;  // of a URL
    if (base_name.empty() || !may_match) {
      continue;  // most entries, quickly
    }
    const std::vector<std::string> other = parts_from_the_end(image.file_name);
    const std::size_t common = common_parts(parts, other);
    const std::pair<std::size_t, bool> closeness = {common, common == other.size()};
    if (closeness > closest) {
      best.clear();
      closest = closeness;
    }
    if (closeness == closest) {
      best.push_back(&image);
    }
  }
  if (best.empty()) {
    fail_without_image(dataset, base_name, name);
  }
  for (const CocoImage* other : best) {
    if (other->id != best[0]->id) {
      throw InputError(concat(name, ": images ", best[0]->id, " and ", other->id, " (",
                              one_line(best[0]->file_name), ", ", one_line(other->file_name),
                              ") both match ", one_line(file), ", expected one"));
    }
  }
  return *best[0];
}

std::map<std::size_t, std::size_t> repeated_images(const CocoDataset& dataset,
                                                   const std::vector<std::string>& files) {
  std::map<std::size_t, std::size_t> repeated;
  std::map<std::int64_t, std::size_t> first;
  for (std::size_t i = 0; i < files.size(); ++i) {
    std::error_code ignored;  // of an empty name
    const auto path = std::filesystem::absolute(files[i], ignored).lexically_normal();
    try {
      const auto [earlier, is_new] = first.emplace(find_image(dataset, path.string(), "").id, i);
      if (!is_new) {
        repeated.emplace(i, earlier->second);
      }
    } catch (const InputError&) {
    }
  }
  return repeated;
}

}  // namespace mrcnn
