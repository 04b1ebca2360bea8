#include "common/coco/image_names.hpp"

#include <unordered_set>
#include <vector>

#include "common/coco/path_parts.hpp"

namespace mrcnn {

std::unordered_map<std::string, std::int64_t> ids_by_file_name(const CocoDataset& dataset) {
  std::unordered_map<std::string, std::int64_t> ids;
  std::unordered_set<std::string> repeated;
  for (const CocoImage& image : dataset.images) {
    const std::vector<std::string> parts = parts_from_the_end(image.file_name);
    const std::string file = parts.empty() ? "" : parts[0];
    for (const std::string& name : {file, file.substr(0, file.rfind('.'))}) {
      const auto [known, is_new] = ids.emplace(name, image.id);
      if (!is_new && known->second != image.id) {
        repeated.insert(name);
      }
    }
  }
  for (const std::string& name : repeated) {
    ids.erase(name);
  }
  return ids;
}

}  // namespace mrcnn
