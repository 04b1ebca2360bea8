#include "stages/program/demo/scene_detections.hpp"

#include <algorithm>
#include <map>

#include "common/coco/annotations.hpp"
#include "common/coco/object_mask.hpp"
#include "common/coco/result_list.hpp"
#include "common/coco/rle_overlap.hpp"
#include "common/io/bundled_files.hpp"
#include "common/io/file.hpp"

namespace mrcnn {
namespace {

constexpr std::uint64_t kLargestFile = std::uint64_t{1} << 20U;

std::string text_of(const std::filesystem::path& file) {
  return std::string(as_text(read_file(file, kLargestFile)));
}

template <class T>
HostTensor<T, 1> as_tensor(const std::vector<T>& values) {
  auto tensor = make_tensor<T>({values.size()});
  std::copy(values.begin(), values.end(), tensor.begin());
  return tensor;
}

/// The objects of one scene, row by row.
struct Rows {
  std::vector<Box> boxes;
  std::vector<float> scores;
  std::vector<std::int32_t> labels;
  std::vector<Rle> masks;

  void add(const std::array<double, 4>& box, double score, std::int64_t category, Rle mask) {
    const auto x = static_cast<float>(box[0]);
    const auto y = static_cast<float>(box[1]);
    boxes.push_back({x, y, x + static_cast<float>(box[2]), y + static_cast<float>(box[3])});
    scores.push_back(static_cast<float>(score));
    labels.push_back(static_cast<std::int32_t>(category));  // the scenes number them alike
    masks.push_back(std::move(mask));
  }
};

}  // namespace

double SceneDetections::mask_iou(std::size_t detection, std::int32_t truth_row) const {
  const RleOverlap overlap =
      rle_overlap(masks.at(detection), true_masks.at(static_cast<std::size_t>(truth_row)));
  return static_cast<double>(overlap.intersection) / static_cast<double>(overlap.union_);
}

std::vector<SceneDetections> scene_detections() {
  const std::filesystem::path truth_file = bundled_scenes() / "truth.json";
  const std::filesystem::path results_file = bundled_results();
  const CocoDataset truth = parse_coco(text_of(truth_file), truth_file.string());
  std::map<std::int64_t, ImageSize> sizes;
  for (const CocoImage& image : truth.images) {
    sizes[image.id] = image.size;
  }

  std::map<std::int64_t, Rows> objects;
  for (const CocoAnnotation& object : truth.annotations) {
    objects[object.image_id].add(
        object.bbox, 1.0, object.category_id,
        object_mask(object.segmentation, sizes.at(object.image_id), truth_file.string()));
  }
  std::map<std::int64_t, Rows> found;
  for_each_result(
      text_of(results_file), truth, results_file.string(),
      [&](const CocoResult& result, std::size_t) {
        found[result.image_id].add(
            result.bbox.value(), result.score, result.category_id,
            object_mask(result.segmentation, sizes.at(result.image_id), results_file.string()));
      });

  std::vector<SceneDetections> scenes;
  for (const auto& [id, size] : sizes) {
    Rows& of_scene = found[id];
    Rows& true_ones = objects[id];
    scenes.push_back(
        {{as_tensor(of_scene.boxes), as_tensor(of_scene.scores), as_tensor(of_scene.labels)},
         std::move(of_scene.masks),
         {as_tensor(true_ones.boxes), as_tensor(true_ones.labels)},
         std::move(true_ones.masks)});
  }
  return scenes;
}

}  // namespace mrcnn
