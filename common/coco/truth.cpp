#include "common/coco/truth.hpp"

#include <algorithm>
#include <filesystem>

#include "common/error.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {

namespace {

constexpr std::size_t kRawCocoSlots =
    91;  // torchvision's list: numbered like COCO's ids, with holes
constexpr std::uint64_t kMaxMaskBytes = std::uint64_t{1} << 32;

std::string base_name(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

const CocoImage& find_image(const CocoDataset& dataset, const std::string& file,
                            const std::string& name) {
  const std::string file_name = base_name(file);
  const CocoImage* found = nullptr;
  for (const CocoImage& image : dataset.images) {
    if (base_name(image.file_name) != file_name) {
      continue;
    }
    if (found != nullptr) {
      throw InputError(concat(name, ": images ", found->id, " and ", image.id, " are both called ",
                              one_line(file_name), ", expected one"));
    }
    found = &image;
  }
  if (found == nullptr) {
    throw InputError(concat(name, ": no image is called ", one_line(file_name),
                            ", expected one of its ", dataset.images.size(), " images"));
  }
  return *found;
}

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
std::int32_t label_of(const CocoCategory& category, const std::vector<std::string>& classes,
                      const std::string& where) {
  const auto slot =
      std::find(classes.begin() + (classes.empty() ? 0 : 1), classes.end(), category.name);
  if (slot != classes.end()) {
    return static_cast<std::int32_t>(slot - classes.begin());
  }
  const bool by_number = classes.size() == kRawCocoSlots && category.id >= 1 &&
                         category.id < static_cast<std::int64_t>(kRawCocoSlots);
  if (!by_number) {
    throw InputError(concat(where, ": class \"", one_line(category.name),
                            "\" is unknown to the model, expected one of ", first_few(classes)));
  }
  return static_cast<std::int32_t>(category.id);
}

const CocoCategory& category_of(const CocoDataset& dataset, const CocoAnnotation& annotation,
                                const std::string& where) {
  const auto found = std::find_if(
      dataset.categories.begin(), dataset.categories.end(),
      [&](const CocoCategory& category) { return category.id == annotation.category_id; });
  if (found == dataset.categories.end()) {
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

std::vector<const CocoAnnotation*> objects_of(const CocoDataset& dataset, std::int64_t image_id) {
  std::vector<const CocoAnnotation*> objects;
  for (const CocoAnnotation& annotation : dataset.annotations) {
    if (annotation.image_id == image_id && !annotation.is_crowd) {
      objects.push_back(&annotation);
    }
  }
  return objects;
}

}  // namespace

ImageTruth find_truth(const CocoDataset& dataset, const std::string& file, ImageSize original,
                      const std::vector<std::string>& classes, const std::string& name) {
  const std::string printable_name = one_line(name);
  const CocoImage& image = find_image(dataset, file, printable_name);
  if (image.size != original) {
    throw InputError(concat(printable_name, ": image ", image.id, " is ", image.size.height, "x",
                            image.size.width, " (height x width), expected ", original.height, "x",
                            original.width, " like ", one_line(base_name(file))));
  }

  const std::vector<const CocoAnnotation*> objects = objects_of(dataset, image.id);
  const auto height = static_cast<std::size_t>(original.height);
  const auto width = static_cast<std::size_t>(original.width);
  if (objects.size() > kMaxMaskBytes / (height * width)) {
    throw InputError(concat(printable_name, ": image ", image.id, ": ", objects.size(),
                            " masks need more than ", kMaxMaskBytes, " bytes"));
  }
  ImageTruth truth{image.id, make_tensor<Box>({objects.size()}),
                   make_tensor<std::int32_t>({objects.size()}),
                   filled_tensor<std::uint8_t>({objects.size(), height, width}, 0)};
  for (std::size_t g = 0; g < objects.size(); ++g) {
    const CocoAnnotation& object = *objects[g];
    const std::string where = concat(printable_name, ": annotation ", object.id);
    truth.boxes(g) = corners(object.bbox);
    truth.labels(g) = label_of(category_of(dataset, object, where), classes, where);
    draw_segmentation(object.segmentation,
                      {truth.masks.data() + g * height * width, height * width}, original, where);
  }
  return truth;
}

HostTensor<Box, 1> scale_boxes(const HostTensor<Box, 1>& boxes, ImageSize original,
                               ImageSize resized) {
  check_shape(original.height > 0 && original.width > 0, "scale_boxes: original size ",
              original.height, "x", original.width, ", expected both > 0");
  const float y_factor = static_cast<float>(resized.height) / static_cast<float>(original.height);
  const float x_factor = static_cast<float>(resized.width) / static_cast<float>(original.width);
  auto scaled = make_tensor<Box>({boxes.size()});
  for (std::size_t g = 0; g < boxes.size(); ++g) {
    const Box& box = boxes(g);
    scaled(g) = {box.x1 * x_factor, box.y1 * y_factor, box.x2 * x_factor, box.y2 * y_factor};
  }
  return scaled;
}

std::vector<std::int64_t> category_ids(const CocoDataset* dataset,
                                       const std::vector<std::string>& classes) {
  std::vector<std::int64_t> ids;
  for (std::size_t label = 0; label < classes.size(); ++label) {
    ids.push_back(static_cast<std::int64_t>(label));
    if (dataset == nullptr) {
      continue;
    }
    const auto category =
        std::find_if(dataset->categories.begin(), dataset->categories.end(),
                     [&](const CocoCategory& c) { return c.name == classes[label]; });
    if (category != dataset->categories.end()) {
      ids.back() = category->id;
    }
  }
  return ids;
}

}  // namespace mrcnn
