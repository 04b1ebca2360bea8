#include "stages/pipeline/model/default_model.hpp"

#include <algorithm>
#include <vector>

#include "common/error.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

/// Where the data may be: the source tree, the prefix of the installation, and PREFIX/share/mrcnn
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

}  // namespace

fs::path default_model() {
  const std::vector<fs::path> folders = data_folders("model", "model");
  for (const fs::path& folder : folders) {
    const std::vector<fs::path> models = models_in(folder);
    if (!models.empty()) {
      return models.front();
    }
  }
  throw InputError(folders.front().string() +
                   ": no bundled model, expected a .safetensors file; give --model FILE");
}

fs::path bundled_scenes() {
  const std::vector<fs::path> folders = data_folders("scenes/bundled", "scenes");
  for (const fs::path& folder : folders) {
    if (fs::exists(folder / "truth.json")) {
      return folder;
    }
  }
  throw InputError(folders.front().string() + ": no bundled scenes, expected truth.json");
}

}  // namespace mrcnn
