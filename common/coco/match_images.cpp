#include "common/coco/match_images.hpp"

#include <filesystem>

#include "common/coco/find_image.hpp"
#include "common/coco/path_parts.hpp"
#include "common/error.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {
namespace {

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

/// A file and its entry.
struct Match {
  const CocoImage* image = nullptr;  // null: no entry
  bool is_doubtful = false;
};

Match match_image(const CocoDataset& dataset, const std::string& file) {
  std::error_code ignored;  // of an empty name
  const std::string path = std::filesystem::absolute(file, ignored).lexically_normal().string();
  try {
    const CocoImage* image = &find_image(dataset, path, "");
    return {image, is_doubtful(path, image->file_name)};
  } catch (const InputError&) {
    return {};
  }
}

}  // namespace

ImageMatches match_images(const CocoDataset& dataset, const std::vector<std::string>& files,
                          const std::string& name) {
  std::vector<Match> found;
  for (const std::string& file : files) {
    found.push_back(match_image(dataset, file));
  }
  ImageMatches matches;
  std::map<std::int64_t, std::size_t> first;
  std::size_t doubtful = 0;
  std::string example;
  for (const bool is_last_round : {false, true}) {  // an entry goes to the file that surely has it
    for (std::size_t i = 0; i < files.size(); ++i) {
      const auto& [image, is_doubtful] = found[i];
      if (image == nullptr || is_doubtful != is_last_round) {
        continue;
      }
      const auto [earlier, is_new] = first.emplace(image->id, i);
      if (!is_new) {
        matches.repeated.emplace(i, earlier->second);
      } else if (is_last_round && doubtful++ == 0) {
        example = one_line(image->file_name) + " for " + one_line(files[i]);
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
