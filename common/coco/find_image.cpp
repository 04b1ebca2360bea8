#include "common/coco/find_image.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "common/coco/path_parts.hpp"
#include "common/error.hpp"
#include "common/io/near_name.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {
namespace {

bool has_only_ascii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0; });
}

/// macOS writes an accent as a separate character; such names look alike.
std::string near_text(const std::string& near, const std::string& base_name) {
  return ", for example " + one_line(near) +
         (has_only_ascii(near) || has_only_ascii(base_name)
              ? ""
              : "; if they look the same, their accents are stored in two ways: convmv -f utf8 -t "
                "utf8 --nfc --notest " +
                    one_line(base_name));
}

std::string expected_image(const CocoDataset& dataset) {
  return dataset.images.size() == 1
             ? ", expected its only image"
             : concat(", expected one of its ", dataset.images.size(), " images");
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
                          expected_image(dataset), near ? near_text(*near, base_name) : first));
}

/// The name of the folder this many folders above a file, empty if there is none.
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
                            expected_image(dataset)));
  }
  return *best[0];
}

}  // namespace mrcnn
