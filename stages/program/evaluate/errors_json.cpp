#include "stages/program/evaluate/errors_json.hpp"

#include <unordered_map>

#include <nlohmann/json.hpp>

namespace mrcnn {

nlohmann::ordered_json errors_json(const DetectionErrors& errors, const EvaluationSet& set,
                                   const CocoDataset& truth) {
  std::unordered_map<std::int64_t, std::string> files;
  for (const CocoImage& image : truth.images) {
    files.emplace(image.id, image.file_name);
  }
  nlohmann::ordered_json classes = nlohmann::ordered_json::array();
  for (const CocoCategory& category : set.categories) {
    classes.push_back(category.name);
  }
  const auto counts_json = [](const auto& counts) {
    nlohmann::ordered_json json;
    for (std::size_t k = 0; k < counts.size(); ++k) {
      json[name_of(static_cast<ErrorKind>(k))] = counts[k];
    }
    return json;
  };
  nlohmann::ordered_json images = nlohmann::ordered_json::array();
  for (const ImageErrors& image : errors.images) {
    const std::int64_t id = set.image_ids[static_cast<std::size_t>(image.image)];
    images.push_back({{"id", id},
                      {"file", files[id]},
                      {"errors", image.errors()},
                      {"counts", counts_json(image.counts)}});
  }
  return {{"min_score", errors.min_score},
          {"counts", counts_json(errors.counts)},
          {"classes", classes},
          {"confusion", errors.confusion},
          {"scores_right", errors.scores_right},
          {"scores_wrong", errors.scores_wrong},
          {"ious", errors.ious},
          {"images", images}};
}

}  // namespace mrcnn
