#include "stages/program/batch/images_in_folder.hpp"

#include <algorithm>
#include <array>
#include <system_error>

#include "common/error.hpp"
#include "common/io/known_files.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

constexpr std::array kRead = {".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".ppm"};
constexpr std::array kNotRead = {".webp", ".bmp",  ".gif",  ".tif", ".tiff",
                                 ".heic", ".heif", ".avif", ".jp2", ".pgm"};

/// In small letters. Hidden files have none: macOS puts a `._photo.jpg` beside each photo.jpg.
std::string ending_of(const fs::path& file) {
  std::string ending = file.filename().string().starts_with('.') ? "" : file.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return ending;
}

bool is_among(const auto& endings, const std::string& ending) {
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

/// Which files are left out, and what to do.
std::string left_out(const fs::path& folder, std::vector<std::string>& files) {
  std::sort(files.begin(), files.end());
  return concat(
      path_text(folder), ": ", counted(files.size(), "image is", "images are"),
      " left out, the first is ", one_line(files.front()), "; expected PNG, JPEG or PPM; ",
      KnownKind{"", "", known_help("magick")}.help_for(path_text(folder / files.front())));
}

}  // namespace

FolderImages images_in(const fs::path& folder) {
  std::error_code error;
  if (fs::is_regular_file(folder, error)) {
    throw InputError(path_text(folder) +
                     ": is a file, expected a folder of images; one image needs no --images");
  }
  FolderImages images;
  std::vector<std::string> unread;
  std::string folder_in_it;
  std::error_code ignored;  // of a link to nothing
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string ending = ending_of(entry->path());
    if (is_among(kRead, ending)) {
      images.files.push_back(entry->path().string());
    } else if (is_among(kNotRead, ending)) {
      unread.push_back(entry->path().filename().string());
    } else if (entry->is_directory(ignored)) {
      folder_in_it = std::max(folder_in_it, path_text(entry->path()));
    }
  }
  if (error) {
    throw InputError(path_text(folder) + ": cannot be read: " + error.message());
  }
  if (images.files.empty() && unread.empty()) {
    throw InputError(
        path_text(folder) + ": no image, expected *.png, *.jpg or *.ppm" +
        (folder_in_it.empty() ? "" : "; folders in it are not searched: --images " + folder_in_it));
  }
  if (images.files.empty()) {
    throw InputError(left_out(folder, unread));
  }
  if (!unread.empty()) {
    images.warning = left_out(folder, unread);
  }
  std::sort(images.files.begin(), images.files.end());
  return images;
}

}  // namespace mrcnn
