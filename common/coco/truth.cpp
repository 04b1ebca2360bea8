#include "common/coco/truth.hpp"

#include "common/coco/categories.hpp"
#include "common/coco/find_image.hpp"
#include "common/error.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {

namespace {

constexpr std::uint64_t kMaxMaskBytes = std::uint64_t{1} << 32;
constexpr std::int64_t kMaxDrawingSteps = std::int64_t{1} << 28;  // about 3 s

Box corners(const std::array<double, 4>& bbox) {
  const auto x = static_cast<float>(bbox[0]);
  const auto y = static_cast<float>(bbox[1]);
  return {x, y, x + static_cast<float>(bbox[2]), y + static_cast<float>(bbox[3])};
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
  if (image.size.height <= 0 || image.size == original) {
    return;
  }
  const std::string shown = one_line(file.substr(file.find_last_of('/') + 1));
  const bool is_turned = ImageSize{image.size.width, image.size.height} == original;
  throw InputError(
      concat(name, ": image ", image.id, " is ", image.size.height, "x", image.size.width,
             " (height x width), expected ", original.height, "x", original.width, " like ", shown,
             is_turned ? "; if it has an EXIF orientation, which is ignored here: mogrify "
                         "-auto-orient " +
                             shown
                       : ""));
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
    entries.objects.push_back({&annotation, label_of(dataset, annotation, classes, where), where});
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

}  // namespace mrcnn
