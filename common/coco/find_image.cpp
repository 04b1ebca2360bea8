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
  const std::string first =
      names.empty() || names[0].empty() ? "" : ", for example " + one_line(names[0]);
  throw InputError(concat(name, ": no image is called ", one_line(base_name),
                          ", expected one of its images (", dataset.images.size(), " in all)",
                          near ? near_text(*near, base_name) : first));
}

/// The name of the folder so many folders above a file, empty if there is none.
std::string_view folder_above(std::string_view path, std::size_t above) {
  for (std::size_t i = 0; i < above; ++i) {
    const std::size_t cut = path.find_last_of("/\\");
    if (cut == std::string_view::npos) {
      return {};
    }
    path = path.substr(0, cut);
  }
  return path.substr(path.find_last_of("/\\") + 1);
}

/// Whether an image of the data set lies in such a folder, `above` folders above itself.
bool has_folder(const CocoDataset& dataset, const std::string& folder, std::size_t above) {
  return std::any_of(dataset.images.begin(), dataset.images.end(), [&](const CocoImage& image) {
    return folder_above(image.file_name, above) == folder;
  });
}

/// A path that was made on some machine, and not beside the data set.
bool is_absolute(const std::string& name) {
  return name.starts_with('/') || name.starts_with('\\') || name.find(":/") != std::string::npos ||
         name.find(":\\") != std::string::npos;
}

/// Whether a file and its entry lie in different folders, and nothing explains it.
bool is_doubtful(const std::string& file, const std::string& file_name) {
  const std::vector<std::string> a = parts_from_the_end(file);
  const std::vector<std::string> b = parts_from_the_end(file_name);
  const std::size_t common = common_parts(a, b);
  if (common == a.size() || common == b.size()) {
    return false;
  }
  const std::size_t above = common + 1;
  return !is_absolute(file_name) || (above < a.size() && above < b.size() && a[above] == b[above]);
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
  const std::size_t common = closest.first;
  if (!closest.second && common < parts.size() && has_folder(dataset, parts[common], common)) {
    const std::string folder = one_line(parts[common]);
    throw InputError(concat(name, ": has ", one_line(best[0]->file_name), " and no ", folder, "/",
                            one_line(base_name), ", but other images in ", folder,
                            ", expected one of its images (", dataset.images.size(), " in all)"));
  }
  return *best[0];
}

ImageMatches match_images(const CocoDataset& dataset, const std::vector<std::string>& files,
                          const std::string& name) {
  std::vector<std::string> paths;
  std::vector<const CocoImage*> images;
  for (const std::string& file : files) {
    std::error_code ignored;  // of an empty name
    paths.push_back(std::filesystem::absolute(file, ignored).lexically_normal().string());
    try {
      images.push_back(&find_image(dataset, paths.back(), ""));
    } catch (const InputError&) {
      images.push_back(nullptr);
    }
  }
  ImageMatches matches;
  std::map<std::int64_t, std::size_t> first;
  std::size_t doubtful = 0;
  std::string example;
  for (const bool is_last_round : {false, true}) {  // an entry goes to the file that surely has it
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (images[i] == nullptr || is_doubtful(paths[i], images[i]->file_name) != is_last_round) {
        continue;
      }
      const auto [earlier, is_new] = first.emplace(images[i]->id, i);
      if (!is_new) {
        matches.repeated.emplace(i, earlier->second);
      } else if (is_last_round && doubtful++ == 0) {
        example = one_line(images[i]->file_name) + " for " + one_line(files[i]);
      }
    }
  }
  if (doubtful > 0) {
    matches.warning = concat(one_line(name), ": takes ", example,
                             doubtful > 1 ? concat(", and ", doubtful - 1, " more,") : "",
                             " although the folders differ: check that the images are the same");
  }
  return matches;
}

}  // namespace mrcnn
