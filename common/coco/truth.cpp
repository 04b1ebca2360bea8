#include "common/coco/truth.hpp"

#include <algorithm>
#include <numeric>

#include "common/coco/find_image.hpp"
#include "common/error.hpp"
#include "common/io/near_name.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {

namespace {

constexpr std::size_t kRawCocoSlots =
    91;  // torchvision's list: numbered like COCO's ids, with holes
constexpr const char* kUnnamedSlot = "N/A";
constexpr std::uint64_t kMaxMaskBytes = std::uint64_t{1} << 32;
constexpr std::int64_t kMaxDrawingSteps = std::int64_t{1} << 28;  // about 3 s

/// "circle, square, triangle, ... (6)"
std::string first_few(const std::vector<std::string>& classes) {
  constexpr std::size_t kFew = 3;
  std::string result;
  for (std::size_t i = 1; i < std::min(classes.size(), kFew + 1); ++i) {
    result += (i > 1 ? ", " : "") + one_line(classes[i]);
  }
  if (classes.size() > kFew + 1) {
    result += concat(", ... (", classes.size() - 1, ")");
  }
  return result;
}

/// Slot 0 is the background, which no object has.
std::vector<std::string>::const_iterator find_class(const std::vector<std::string>& classes,
                                                    const std::string& name) {
  return std::find(classes.begin() + (classes.empty() ? 0 : 1), classes.end(), name);
}

/// Whether a category is found by its number: COCO's list in torchvision has slots without a name.
bool is_raw_slot(std::int64_t id, const std::vector<std::string>& classes) {
  return classes.size() == kRawCocoSlots && id >= 1 &&
         id < static_cast<std::int64_t>(kRawCocoSlots);
}

std::int32_t label_of(const CocoCategory& category, const std::vector<std::string>& classes,
                      const std::string& where) {
  const auto slot = find_class(classes, category.name);
  if (slot != classes.end()) {
    return static_cast<std::int32_t>(slot - classes.begin());
  }
  if (!is_raw_slot(category.id, classes)) {
    const auto near = near_name(category.name, classes);
    throw InputError(concat(where, ": class \"", one_line(category.name),
                            "\" is unknown to the model, expected one of ", first_few(classes),
                            near ? "; \"" + one_line(*near) + "\" is near" : ""));
  }
  return static_cast<std::int32_t>(category.id);
}

const CocoCategory& category_of(const CocoDataset& dataset, const CocoAnnotation& annotation,
                                const std::string& where) {
  const CocoCategory* found = nullptr;
  for (const CocoCategory& category : dataset.categories) {
    if (category.id != annotation.category_id) {
      continue;
    }
    if (found != nullptr && found->name != category.name) {
      throw InputError(concat(where, ": category_id ", annotation.category_id, " is both ",
                              one_line(found->name), " and ", one_line(category.name)));
    }
    found = &category;
  }
  if (found == nullptr) {
    throw InputError(
        concat(where, ": category_id ", annotation.category_id, " is not the id of a category"));
  }
  return *found;
}

Box corners(const std::array<double, 4>& bbox) {
  const auto x = static_cast<float>(bbox[0]);
  const auto y = static_cast<float>(bbox[1]);
  return {x, y, x + static_cast<float>(bbox[2]), y + static_cast<float>(bbox[3])};
}

/// The category whose objects have this label; null if there is none.
const CocoCategory* category_of_label(const CocoDataset& dataset,
                                      const std::vector<std::string>& classes, std::size_t label) {
  const auto id = static_cast<std::int64_t>(label);
  const CocoCategory* of_number = nullptr;
  for (const CocoCategory& category : dataset.categories) {
    if (category.name == classes[label]) {
      return &category;
    }
    if (category.id == id && is_raw_slot(id, classes) &&
        find_class(classes, category.name) == classes.end()) {
      of_number = &category;
    }
  }
  return of_number;
}

struct Object {
  const CocoAnnotation* annotation;
  std::int32_t label;
  std::string where;  // for messages
};

/// An image's entry and its objects without crowds, all checked.
struct Entries {
  const CocoImage& image;
  std::vector<Object> objects;
};

void check_size(const CocoImage& image, const std::string& file, ImageSize original,
                const std::string& name) {
  if (image.size.height > 0 && image.size != original) {
    throw InputError(concat(name, ": image ", image.id, " is ", image.size.height, "x",
                            image.size.width, " (height x width), expected ", original.height, "x",
                            original.width, " like ",
                            one_line(file.substr(file.find_last_of('/') + 1))));
  }
}

void check_no_defect(const std::string& defect) {
  if (!defect.empty()) {
    throw InputError(defect);
  }
}

Entries entries_of(const CocoDataset& dataset, const std::string& file, ImageSize original,
                   const std::vector<std::string>& classes, const std::string& name) {
  Entries entries{find_image(dataset, file, name), {}};
  check_no_defect(entries.image.defect);
  check_size(entries.image, file, original, name);
  std::int64_t steps = 0;
  for (const CocoAnnotation& annotation : dataset.annotations) {
    if (annotation.image_id != entries.image.id || annotation.is_crowd) {
      continue;
    }
    check_no_defect(annotation.defect);
    const std::string where = concat(name, ": annotation ", annotation.id);
    const std::int32_t label = label_of(category_of(dataset, annotation, where), classes, where);
    entries.objects.push_back({&annotation, label, where});
    steps += drawing_steps(annotation.segmentation, original);
    if (steps > kMaxDrawingSteps) {
      throw InputError(concat(where, ": the outlines and masks of image ", entries.image.id,
                              " take more than ", kMaxDrawingSteps, " steps to draw"));
    }
  }
  if (entries.objects.size() > kMaxMaskBytes / static_cast<std::size_t>(cells_of(original))) {
    throw InputError(concat(name, ": image ", entries.image.id, ": ", entries.objects.size(),
                            " masks need more than ", kMaxMaskBytes, " bytes"));
  }
  return entries;
}

Box box_of_mask(std::span<const std::uint8_t> mask, ImageSize size) {
  const PixelBox box = mask_box(mask, size);
  return corners({static_cast<double>(box.x), static_cast<double>(box.y),
                  static_cast<double>(box.width), static_cast<double>(box.height)});
}

/// Two images with one id share their annotations.
std::optional<std::string> warning_of(const CocoDataset& dataset, const CocoImage& image,
                                      const std::string& name) {
  for (const CocoImage& other : dataset.images) {
    if (other.id == image.id && other.file_name != image.file_name) {
      return concat(name, ": ", one_line(image.file_name), " and ", one_line(other.file_name),
                    " both have the id ", image.id, ", all its annotations are taken");
    }
  }
  return std::nullopt;
}

}  // namespace

void check_truth(const CocoDataset& dataset, const std::string& file, ImageSize original,
                 const std::vector<std::string>& classes, const std::string& name) {
  entries_of(dataset, file, original, classes, one_line(name));
}

ImageTruth find_truth(const CocoDataset& dataset, const std::string& file, ImageSize original,
                      const std::vector<std::string>& classes, const std::string& name) {
  const Entries entries = entries_of(dataset, file, original, classes, one_line(name));
  const std::size_t count = entries.objects.size();
  const auto height = static_cast<std::size_t>(original.height);
  const auto width = static_cast<std::size_t>(original.width);
  ImageTruth truth{entries.image.id, make_tensor<Box>({count}), make_tensor<std::int32_t>({count}),
                   filled_tensor<std::uint8_t>({count, height, width}, 0),
                   warning_of(dataset, entries.image, one_line(name))};
  for (std::size_t g = 0; g < count; ++g) {
    const Object& object = entries.objects[g];
    const std::span<std::uint8_t> mask(truth.masks.data() + g * height * width, height * width);
    draw_segmentation(object.annotation->segmentation, mask, original, object.where);
    truth.boxes(g) = object.annotation->has_bbox ? corners(object.annotation->bbox)
                                                 : box_of_mask(mask, original);
    truth.labels(g) = object.label;
  }
  return truth;
}

std::vector<std::int64_t> category_ids(const CocoDataset* dataset,
                                       const std::vector<std::string>& classes) {
  std::vector<std::int64_t> ids(classes.size());
  std::iota(ids.begin(), ids.end(), std::int64_t{0});
  if (dataset == nullptr) {
    return ids;
  }
  std::int64_t largest = 0;
  for (const CocoCategory& category : dataset->categories) {
    largest = std::max(largest, category.id);
  }
  for (std::size_t label = 1; label < classes.size(); ++label) {
    const CocoCategory* category = category_of_label(*dataset, classes, label);
    ids[label] = category != nullptr ? category->id : ++largest;
  }
  return ids;
}

std::vector<std::size_t> labels_without_category(const CocoDataset& dataset,
                                                 const std::vector<std::string>& classes) {
  std::vector<std::size_t> labels;
  for (std::size_t label = 1; label < classes.size(); ++label) {
    if (classes[label] != kUnnamedSlot && category_of_label(dataset, classes, label) == nullptr) {
      labels.push_back(label);
    }
  }
  return labels;
}

}  // namespace mrcnn
