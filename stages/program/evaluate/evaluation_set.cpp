#include "stages/program/evaluate/evaluation_set.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "common/coco/object_mask.hpp"
#include "common/coco/result_list.hpp"
#include "common/coco/rle_overlap.hpp"
#include "common/error.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {
namespace {

using Positions = std::unordered_map<std::int64_t, std::int32_t>;

Positions positions_of(const std::vector<std::int64_t>& ids) {
  Positions positions;
  for (const std::int64_t id : ids) {
    positions.emplace(id, static_cast<std::int32_t>(positions.size()));
  }
  return positions;
}

SizeOfImage sizes_of(const CocoDataset& truth) {
  SizeOfImage sizes;
  for (const CocoImage& image : truth.images) {
    sizes.emplace(image.id, image.size);
  }
  return sizes;
}

template <class Entries>
std::vector<std::int64_t> sorted_ids(const Entries& entries) {
  std::vector<std::int64_t> ids;
  for (const auto& entry : entries) {
    ids.push_back(entry.id);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

double box_area(const std::array<double, 4>& box) {
  return box[2] * box[3];
}

TrueObject true_object(const CocoAnnotation& annotation, ImageSize size) {
  TrueObject object;
  object.id = annotation.id;
  object.is_crowd = annotation.is_crowd;
  object.box = annotation.bbox;
  if (!std::holds_alternative<std::monostate>(annotation.segmentation)) {
    object.mask = object_mask(annotation.segmentation, size, concat("annotation ", annotation.id));
  }
  const double own_area = object.mask.counts.empty() ? box_area(object.box)
                                                     : static_cast<double>(rle_area(object.mask));
  object.area = annotation.area.value_or(own_area);
  return object;
}

/// Takes over the objects of a results list.
class ResultCollector {
 public:
  ResultCollector(const SizeOfImage& sizes, const std::string& name, EvaluationSet& set)
      : sizes_(sizes),
        name_(name),
        categories_(positions_of(sorted_ids(set.categories))),
        images_(positions_of(set.image_ids)),
        set_(set) {}

  void add(CocoResult result, std::size_t index) {
    if (index == 0) {
      areas_are_of_boxes_ = result.bbox.has_value();
    }
    const auto category = categories_.find(result.category_id);
    if (category == categories_.end()) {
      ++unknown_categories_;
      return;
    }
    ScoredObject object;
    object.category = category->second;
    object.image = images_.at(result.image_id);
    object.score = result.score;
    if (std::holds_alternative<std::monostate>(result.segmentation)) {
      set_.all_results_have_masks = false;
    } else {
      object.mask = object_mask(result.segmentation, sizes_.at(result.image_id),
                                concat(name_, ": [", index, "]: segmentation"));
      object.mask.counts.shrink_to_fit();
    }
    object.box = result.bbox ? *result.bbox : rle_bounds(object.mask);
    object.area = areas_are_of_boxes_ || object.mask.counts.empty()
                      ? box_area(object.box)
                      : static_cast<double>(rle_area(object.mask));
    set_.detections.push_back(std::move(object));
  }

  void finish() {
    if (unknown_categories_ > 0) {
      set_.warnings.push_back(concat(name_, ": ", unknown_categories_,
                                     " results have a category that the ground truth lacks, and "
                                     "are ignored"));
    }
  }

 private:
  const SizeOfImage& sizes_;
  const std::string name_;
  const Positions categories_;
  const Positions images_;
  EvaluationSet& set_;
  bool areas_are_of_boxes_ = true;
  std::size_t unknown_categories_ = 0;
};

void add_truth(const CocoDataset& truth, const SizeOfImage& sizes, EvaluationSet& set) {
  const Positions categories = positions_of(sorted_ids(truth.categories));
  const Positions images = positions_of(set.image_ids);
  for (const CocoAnnotation& annotation : truth.annotations) {
    TrueObject object = true_object(annotation, sizes.at(annotation.image_id));
    object.category = categories.at(annotation.category_id);
    object.image = images.at(annotation.image_id);
    if (object.id == 0) {
      set.warnings.emplace_back(
          "the ground truth has an annotation with id 0, which COCO's rules never match: count ids "
          "from 1");
    }
    set.truth.push_back(std::move(object));
  }
}

}  // namespace

EvaluationSet make_evaluation_set(const CocoDataset& truth, std::string_view results,
                                  const std::string& name) {
  EvaluationSet set;
  set.categories = truth.categories;
  std::sort(set.categories.begin(), set.categories.end(),
            [](const CocoCategory& a, const CocoCategory& b) { return a.id < b.id; });
  set.image_ids = sorted_ids(truth.images);
  const SizeOfImage sizes = sizes_of(truth);
  add_truth(truth, sizes, set);

  ResultCollector collector(sizes, one_line(name), set);
  for_each_result(results, sizes, name, [&](CocoResult result, std::size_t index) {
    collector.add(std::move(result), index);
  });
  collector.finish();

  std::stable_sort(set.truth.begin(), set.truth.end(), [](const auto& a, const auto& b) {
    return std::tie(a.category, a.image) < std::tie(b.category, b.image);
  });
  // Scores are finite, so comparing them orders them.
  std::stable_sort(set.detections.begin(), set.detections.end(), [](const auto& a, const auto& b) {
    return std::tie(a.category, a.image, b.score) < std::tie(b.category, b.image, a.score);
  });
  return set;
}

void require_masks(EvaluationSet& set, const CocoDataset& truth) {
  for (const TrueObject& object : set.truth) {
    if (object.mask.counts.empty()) {
      throw InputError(concat("annotation ", object.id,
                              " of the ground truth has no segmentation, expected one to evaluate "
                              "masks: give --type bbox"));
    }
  }
  const SizeOfImage sizes = sizes_of(truth);
  for (ScoredObject& object : set.detections) {
    if (object.mask.counts.empty()) {
      const auto [x, y, width, height] = object.box;
      const std::int64_t image_id = set.image_ids[static_cast<std::size_t>(object.image)];
      object.mask = rasterize({x, y, x, y + height, x + width, y + height, x + width, y},
                              sizes.at(image_id), concat("a box of image ", image_id));
    }
  }
}

}  // namespace mrcnn
