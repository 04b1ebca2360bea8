#include "stages/program/cli/input_images.hpp"

#include <algorithm>
#include <system_error>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

/// Hidden files are none: macOS puts a `._photo.jpg` beside each photo.jpg it copies.
bool has_name_of_image(const fs::path& file) {
  std::string ending = file.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return !file.filename().string().starts_with('.') &&
         (ending == ".png" || ending == ".jpg" || ending == ".jpeg");
}

}  // namespace

std::vector<std::string> images_in(const fs::path& folder) {
  std::error_code error;
  if (fs::is_regular_file(folder, error)) {
    throw InputError(path_text(folder) +
                     ": is a file, expected a folder of images; one image needs no --images");
  }
  std::vector<std::string> images;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (has_name_of_image(entry->path())) {
      images.push_back(entry->path().string());
    }
  }
  if (error) {
    throw InputError(path_text(folder) + ": cannot be read: " + error.message());
  }
  if (images.empty()) {
    throw InputError(path_text(folder) + ": no image, expected *.png, *.jpg or *.jpeg");
  }
  std::sort(images.begin(), images.end());
  return images;
}

}  // namespace mrcnn
