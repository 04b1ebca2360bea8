#include "common/coco/annotations.hpp"

#include <algorithm>
#include <filesystem>
#include <unordered_map>
#include <unordered_set>

#include "common/error.hpp"
#include "common/io/json.hpp"
#include "common/io/json_fields.hpp"
#include "common/io/one_line.hpp"

namespace mrcnn {

namespace {

using nlohmann::json;

/// Ids seen so far in one list; for images, with the size of each.
using SizeOfImage = std::unordered_map<std::int64_t, ImageSize>;
using Ids = std::unordered_set<std::int64_t>;

/// Fields of one element of a list, named with its id: "truth.json: annotations[2] (id 7)".
JsonFields element(const json& list, std::size_t index, const std::string& list_name,
                   const std::string& name) {
  const std::string where = concat(name, ": ", list_name, "[", index, "]");
  const std::int64_t id = JsonFields(list[index], where).integer("id");
  return {list[index], concat(where, " (id ", id, ")")};
}

void check_unique(const JsonFields& fields, bool is_new) {
  if (!is_new) {
    fields.fail("id", "a unique id", "a repeated one");
  }
}

bool has_control_character(const std::string& value) {
  return std::any_of(value.begin(), value.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

std::string relative_path(const JsonFields& fields) {
  const std::string& value = fields.string("file_name");
  const std::filesystem::path path(value);
  const bool climbs = std::find(path.begin(), path.end(), "..") != path.end();
  if (!path.has_filename() || path.is_absolute() || climbs || has_control_character(value)) {
    fields.fail("file_name", "a relative path to a file without \"..\"", json_text(json(value)));
  }
  return value;
}

CocoImage read_image_entry(const JsonFields& fields) {
  CocoImage image;
  image.id = fields.integer("id");
  image.file_name = relative_path(fields);
  image.size.height = static_cast<int>(fields.integer("height", 1, kMaxImagePixels));
  image.size.width = static_cast<int>(fields.integer("width", 1, kMaxImagePixels));
  check_image_size(image.size, fields.where());
  return image;
}

CocoCategory read_category(const JsonFields& fields) {
  const std::string& category_name = fields.string("name");
  if (category_name.empty()) {
    fields.fail("name", "a name", "an empty string");
  }
  return {fields.integer("id"), category_name};
}

Rle read_rle(const json& value, ImageSize image_size, const std::string& where) {
  const JsonFields fields(value, where);
  const std::vector<std::int64_t> size = fields.integers("size");
  if (size != std::vector<std::int64_t>{image_size.height, image_size.width}) {
    fields.fail("size", concat("the image's [", image_size.height, ",", image_size.width, "]"),
                json_text(fields.list("size")));
  }
  const json* counts = fields.find("counts");
  if (counts != nullptr && counts->is_string()) {
    return rle_from_compressed(counts->get_ref<const std::string&>(), image_size, where);
  }
  return rle_from_counts(fields.integers("counts"), image_size, where);
}

Polygon read_polygon(const json& value, const std::string& label, const JsonFields& annotation) {
  Polygon polygon = annotation.numbers_in(value, label, -kMaxCoordinate, kMaxCoordinate);
  if (polygon.size() < 6 || polygon.size() % 2 != 0) {
    annotation.fail(label, "x and y of at least 3 corners", concat(polygon.size(), " numbers"));
  }
  return polygon;
}

}  // namespace

Segmentation read_segmentation(const JsonFields& fields, ImageSize image_size) {
  const json* value = fields.find("segmentation");
  if (value == nullptr || (value->is_array() && value->empty())) {
    return std::monostate{};
  }
  if (value->is_object()) {
    return read_rle(*value, image_size, fields.where() + ": segmentation");
  }
  const json& list = fields.list("segmentation");
  std::vector<Polygon> polygons;
  for (std::size_t i = 0; i < list.size(); ++i) {
    polygons.push_back(read_polygon(list[i], concat("segmentation[", i, "]"), fields));
  }
  return polygons;
}

namespace {

std::array<double, 4> read_bbox(const JsonFields& fields) {
  const std::vector<double> bbox = fields.numbers("bbox", -kMaxCoordinate, kMaxCoordinate);
  if (bbox.size() != 4 || bbox[2] < 0 || bbox[3] < 0) {
    fields.fail("bbox", "x, y, width >= 0, height >= 0", json_text(fields.list("bbox")));
  }
  return {bbox[0], bbox[1], bbox[2], bbox[3]};
}

CocoAnnotation read_annotation(const JsonFields& fields, const SizeOfImage& size_of_image,
                               const Ids& category_ids) {
  CocoAnnotation annotation;
  annotation.id = fields.integer("id");
  annotation.image_id = fields.integer("image_id");
  const auto image = size_of_image.find(annotation.image_id);
  if (image == size_of_image.end()) {
    fields.fail("image_id", "the id of an image", concat(annotation.image_id));
  }
  annotation.category_id = fields.integer("category_id");
  if (!category_ids.contains(annotation.category_id)) {
    fields.fail("category_id", "the id of a category", concat(annotation.category_id));
  }
  annotation.bbox = read_bbox(fields);
  if (fields.find("area") != nullptr) {
    annotation.area = fields.number("area", 0, kMaxCoordinate * kMaxCoordinate);
  }
  if (fields.find("iscrowd") != nullptr) {
    annotation.is_crowd = fields.integer("iscrowd", 0, 1) == 1;
  }
  annotation.segmentation = read_segmentation(fields, image->second);
  return annotation;
}

}  // namespace

CocoDataset parse_coco(std::string_view document_text, const std::string& name) {
  const std::string printable_name = one_line(name);
  const json document = parse_json(document_text, name);
  const JsonFields lists(document, printable_name);
  CocoDataset dataset;

  const json& images = lists.list("images");
  SizeOfImage size_of_image;
  for (std::size_t i = 0; i < images.size(); ++i) {
    const JsonFields fields = element(images, i, "images", printable_name);
    dataset.images.push_back(read_image_entry(fields));
    const CocoImage& image = dataset.images.back();
    check_unique(fields, size_of_image.emplace(image.id, image.size).second);
  }

  const json& categories = lists.list("categories");
  Ids category_ids;
  for (std::size_t i = 0; i < categories.size(); ++i) {
    const JsonFields fields = element(categories, i, "categories", printable_name);
    dataset.categories.push_back(read_category(fields));
    check_unique(fields, category_ids.insert(dataset.categories.back().id).second);
  }

  const json& annotations = lists.list("annotations");
  Ids annotation_ids;
  for (std::size_t i = 0; i < annotations.size(); ++i) {
    const JsonFields fields = element(annotations, i, "annotations", printable_name);
    dataset.annotations.push_back(read_annotation(fields, size_of_image, category_ids));
    check_unique(fields, annotation_ids.insert(dataset.annotations.back().id).second);
  }
  return dataset;
}

void draw_segmentation(const Segmentation& segmentation, std::span<std::uint8_t> mask,
                       ImageSize size, const std::string& name) {
  if (const Rle* rle = std::get_if<Rle>(&segmentation)) {
    draw_rle(*rle, mask);
  } else if (const auto* polygons = std::get_if<std::vector<Polygon>>(&segmentation)) {
    for (const Polygon& polygon : *polygons) {
      draw_rle(rasterize(polygon, size, name), mask);
    }
  }
}

}  // namespace mrcnn
