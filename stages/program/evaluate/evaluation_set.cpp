#include "stages/program/evaluate/evaluation_set.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "common/coco/object_mask.hpp"
#include "common/coco/result_list.hpp"
#include "common/coco/rle_overlap.hpp"
#include "common/error.hpp"
#include "common/io/one_line.hpp"

#include "stages/program/evaluate/odd_results.hpp"

namespace mrcnn {
namespace {

void check_no_defect(const std::string& defect) {
  if (!defect.empty()) {
    throw InputError(defect);
  }
}

using Positions = std::unordered_map<std::int64_t, std::int32_t>;

Positions positions_of(const std::vector<std::int64_t>& ids) {
  Positions positions;
  for (const std::int64_t id : ids) {
    positions.emplace(id, static_cast<std::int32_t>(positions.size()));
  }
  return positions;
}

using SizeOfImage = std::unordered_map<std::int64_t, ImageSize>;

SizeOfImage sizes_of(const CocoDataset& truth) {
  SizeOfImage sizes;
  for (const CocoImage& image : truth.images) {
    check_no_defect(image.defect);
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
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

double box_area(const std::array<double, 4>& box) {
  return box[2] * box[3];
}

bool has_mask(const CocoAnnotation& annotation) {
  return !std::holds_alternative<std::monostate>(annotation.segmentation);
}

Rle mask_of(const CocoAnnotation& annotation, ImageSize size) {
  return object_mask(annotation.segmentation, size,
                     concat("annotation ", annotation.id, " of the ground truth: segmentation"));
}

TrueObject true_object(const CocoAnnotation& annotation, ImageSize size) {
  TrueObject object;
  object.id = annotation.id;
  object.is_crowd = annotation.is_crowd;
  object.box = annotation.bbox;
  if (!annotation.has_bbox || (!annotation.area && has_mask(annotation))) {
    object.mask = mask_of(annotation, size);
  }
  if (!annotation.has_bbox) {
    object.box = rle_bounds(object.mask);
  }
  const double own_area = object.mask.counts.empty() ? box_area(object.box)
                                                     : static_cast<double>(rle_area(object.mask));
  object.area = annotation.area.value_or(own_area);
  return object;
}

/// Takes over the objects of a results list.
class ResultCollector {
 public:
  ResultCollector(const SizeOfImage& sizes, std::string name, EvaluationSet& set)
      : sizes_(sizes),
        name_(std::move(name)),
        categories_(positions_of(sorted_ids(set.categories))),
        images_(positions_of(set.image_ids)),
        set_(set) {}

  void add(CocoResult result, std::size_t index) {
    if (index == 0) {
      areas_are_of_boxes_ = result.bbox.has_value();
    }
    const auto category = categories_.find(result.category_id);
    if (category == categories_.end()) {
      odd_.add_unknown_category(result.category_id);
      return;
    }
    ScoredObject object;
    object.category = category->second;
    object.image = images_.at(result.image_id);
    object.score = result.score;
    if (std::holds_alternative<std::monostate>(result.segmentation)) {
      set_.have_masks = false;
    } else {
      object.mask = object_mask(result.segmentation, sizes_.at(result.image_id),
                                concat(name_, ": [", index, "]: segmentation"));
      object.mask.counts.shrink_to_fit();
    }
    odd_.add(result, sizes_.at(result.image_id));
    object.box = result.bbox ? *result.bbox : rle_bounds(object.mask);
    object.area = areas_are_of_boxes_ || object.mask.counts.empty()
                      ? box_area(object.box)
                      : static_cast<double>(rle_area(object.mask));
    set_.detections.push_back(std::move(object));
  }

  /// Warns about odd results. They are judged unchanged, as pycocotools does.
  void finish() {
    for (const std::string& warning : odd_.warnings()) {
      set_.warnings.push_back(name_ + ": " + warning);
    }
  }

 private:
  const SizeOfImage& sizes_;
  const std::string name_;
  const Positions categories_;
  const Positions images_;
  EvaluationSet& set_;
  bool areas_are_of_boxes_ = true;
  OddResults odd_;
};

void add_truth(const CocoDataset& truth, const SizeOfImage& sizes, EvaluationSet& set) {
  const Positions categories = positions_of(sorted_ids(truth.categories));
  const Positions images = positions_of(set.image_ids);
  std::unordered_set<std::int64_t> ids;
  std::size_t unknown = 0;
  bool some_mask = false;
  for (std::size_t i = 0; i < truth.annotations.size(); ++i) {
    const CocoAnnotation& annotation = truth.annotations[i];
    check_no_defect(annotation.defect);
    const auto category = categories.find(annotation.category_id);
    const auto image = images.find(annotation.image_id);
    if (category == categories.end() || image == images.end()) {
      ++unknown;
      continue;
    }
    if (!ids.insert(annotation.id).second) {
      throw InputError(
          concat("annotation ", annotation.id,
                 " of the ground truth: id: expected a unique id, got a repeated one"));
    }
    TrueObject object = true_object(annotation, sizes.at(annotation.image_id));
    object.annotation = i;
    object.category = category->second;
    object.image = image->second;
    some_mask |= has_mask(annotation);
    set.truth.push_back(std::move(object));
  }
  set.have_masks = some_mask;
  if (ids.contains(0)) {
    set.warnings.emplace_back(
        "the ground truth has an annotation with id 0, which COCO's rules never match: count ids "
        "from 1");
  }
  if (unknown > 0) {
    set.warnings.push_back("the ground truth has " + counted(unknown, "annotation") +
                           " of an image or a category that it lacks: ignored");
  }
}

/// Those that are the same as the one before, of a sorted list.
std::size_t count_repeated(const std::vector<ScoredObject>& detections) {
  std::size_t count = 0;
  for (std::size_t d = 1; d < detections.size(); ++d) {
    const auto identity = [](const ScoredObject& object) {
      return std::tie(object.category, object.image, object.score, object.box);
    };
    const bool is_same = identity(detections[d]) == identity(detections[d - 1]) &&
                         detections[d].mask == detections[d - 1].mask;
    count += is_same ? 1 : 0;
  }
  return count;
}

}  // namespace

EvaluationSet make_evaluation_set(const CocoDataset& truth, std::string_view results,
                                  const std::string& name) {
  EvaluationSet set;
  set.categories = truth.categories;
  std::sort(set.categories.begin(), set.categories.end(),
            [](const CocoCategory& a, const CocoCategory& b) { return a.id < b.id; });
  set.categories.erase(
      std::unique(set.categories.begin(), set.categories.end(),
                  [](const CocoCategory& a, const CocoCategory& b) { return a.id == b.id; }),
      set.categories.end());
  set.image_ids = sorted_ids(truth.images);
  const SizeOfImage sizes = sizes_of(truth);
  add_truth(truth, sizes, set);

  ResultCollector collector(sizes, one_line(name), set);
  for_each_result(results, truth, name, [&](CocoResult result, std::size_t index) {
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
  const std::size_t repeated = count_repeated(set.detections);
  if (repeated > 0) {
    set.warnings.push_back(one_line(name) + ": " +
                           counted(repeated, "result repeats another, and counts once more",
                                   "results repeat another, and count once more"));
  }
  return set;
}

void require_masks(EvaluationSet& set, const CocoDataset& truth) {
  const SizeOfImage sizes = sizes_of(truth);
  const auto size_of = [&](const auto& object) {
    return sizes.at(set.image_ids[static_cast<std::size_t>(object.image)]);
  };
  for (TrueObject& object : set.truth) {
    const CocoAnnotation& annotation = truth.annotations[object.annotation];
    if (!has_mask(annotation)) {
      throw InputError(concat("annotation ", object.id,
                              " of the ground truth has no segmentation, expected one to evaluate "
                              "masks: give --type bbox"));
    }
    if (object.mask.counts.empty()) {
      object.mask = mask_of(annotation, size_of(object));
    }
  }
  for (ScoredObject& object : set.detections) {
    if (object.mask.counts.empty()) {
      const auto [x, y, width, height] = object.box;
      object.mask = object_mask(
          std::vector<Polygon>{{x, y, x, y + height, x + width, y + height, x + width, y}},
          size_of(object),
          concat("a result of image ", set.image_ids[static_cast<std::size_t>(object.image)]));
    }
  }
}

}  // namespace mrcnn
