#include "common/io/bundled_files.hpp"

#include <algorithm>
#include <vector>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

/// Where the files may be: the source tree, the prefix of the installation, and PREFIX/share/mrcnn
/// for the program PREFIX/bin/mrcnn, in case the installation was moved.
std::vector<fs::path> data_folders(const char* in_source, const char* installed) {
  std::error_code failure;
  const fs::path program = fs::read_symlink("/proc/self/exe", failure);
  return {fs::path(MRCNN_SOURCE_DATA) / in_source, fs::path(MRCNN_INSTALLED_DATA) / installed,
          program.parent_path().parent_path() / "share" / "mrcnn" / installed};
}

std::vector<fs::path> models_in(const fs::path& folder) {
  std::vector<fs::path> models;
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(folder, failure)) {
    if (entry.path().extension() == ".safetensors") {
      models.push_back(entry.path());
    }
  }
  std::sort(models.begin(), models.end());
  return models;
}

/// The first of the folders that has `file`.
fs::path folder_with(const std::string& file, const std::vector<fs::path>& folders) {
  const auto found = std::find_if(folders.begin(), folders.end(),
                                  [&](const fs::path& f) { return fs::exists(f / file); });
  if (found == folders.end()) {
    throw InputError(path_text(folders.front() / file) +
                     ": this file comes with the program and is missing");
  }
  return *found;
}

}  // namespace

fs::path default_model() {
  const std::vector<fs::path> folders = data_folders("model", "model");
  for (const fs::path& folder : folders) {
    const std::vector<fs::path> models = models_in(folder);
    if (!models.empty()) {
      return models.front();
    }
  }
  throw InputError(path_text(folders.front()) +
                   ": no bundled model, expected a .safetensors file; give --model FILE");
}

bool is_bundled_model(const fs::path& file) {
  const std::vector<fs::path> folders = data_folders("model", "model");
  std::error_code failure;
  return std::any_of(folders.begin(), folders.end(), [&](const fs::path& folder) {
    return fs::equivalent(file, folder / "shapes.safetensors", failure);
  });
}

fs::path bundled_scenes() {
  return folder_with("truth.json", data_folders("scenes/bundled", "scenes"));
}

fs::path bundled_trace() {
  return folder_with("manifest.json", {fs::path(MRCNN_SOURCE_DATA) / "trace"});
}

fs::path bundled_results() {
  const std::string file = "scenes_results.json";
  return folder_with(file, {fs::path(MRCNN_SOURCE_DATA) / "evaluation"}) / file;
}

}  // namespace mrcnn
