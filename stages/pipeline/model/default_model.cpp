#include "stages/pipeline/model/default_model.hpp"

#include <algorithm>
#include <vector>

#include "common/error.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

/// PREFIX/share/mrcnn for the program PREFIX/bin/mrcnn.
fs::path installed_data() {
  std::error_code failure;
  const fs::path program = fs::read_symlink("/proc/self/exe", failure);
  return program.parent_path().parent_path() / "share" / "mrcnn";
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
  const std::vector<fs::path> folders = {fs::path(MRCNN_SOURCE_DATA) / "model",
                                         installed_data() / "model"};
  for (const fs::path& folder : folders) {
    const std::vector<fs::path> models = models_in(folder);
    if (!models.empty()) {
      return models.front();
    }
  }
  throw InputError(folders.front().string() +
                   ": no bundled model is there, expected a .safetensors file; give --model FILE");
}

fs::path bundled_scenes() {
  const std::vector<fs::path> folders = {fs::path(MRCNN_SOURCE_DATA) / "scenes" / "bundled",
                                         installed_data() / "scenes"};
  for (const fs::path& folder : folders) {
    if (fs::exists(folder / "truth.json")) {
      return folder;
    }
  }
  throw InputError(folders.front().string() +
                   ": the bundled scenes are not there, expected truth.json");
}

}  // namespace mrcnn
