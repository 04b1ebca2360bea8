#include "common/coco/annotations.hpp"

#include <algorithm>

#include "common/coco/other_formats.hpp"
#include "common/coco/python_json.hpp"
#include "common/error.hpp"
#include "common/io/json.hpp"
#include "common/io/json_fields.hpp"
#include "common/io/one_line.hpp"
#include "common/io/trimmed.hpp"

namespace mrcnn {

namespace {

using nlohmann::json;

/// {0, 0} if the file does not know: some tools then write -1.
ImageSize read_size(const JsonFields& fields) {
  const auto side = [&](const std::string& field) {
    const std::int64_t pixels =
        find_value(fields, field) == nullptr ? -1 : whole_number(fields, field);
    if (pixels == 0 || pixels < -1 || pixels > kMaxImagePixels) {
      fields.fail(field, concat("1 to ", kMaxImagePixels, " pixels"), concat(pixels));
    }
    return static_cast<int>(pixels);
  };
  const ImageSize size{side("height"), side("width")};
  return size.height < 0 || size.width < 0 ? ImageSize{0, 0} : size;
}

/// Without spaces and line ends around it.
std::string trimmed_text(const json& text) {
  return std::string(trimmed(text.get_ref<const std::string&>()));
}

/// LVIS has only the address.
std::string read_file_name(const JsonFields& fields) {
  for (const char* field : {"file_name", "coco_url"}) {
    const json* value = find_value(fields, field);
    if (value != nullptr && value->is_string()) {
      return trimmed_text(*value);
    }
  }
  return "";
}

Rle read_rle(const json& value, const std::string& where) {
  const JsonFields fields(value, where);
  const std::vector<std::int64_t> sides = fields.integers("size");
  const auto is_side = [](std::int64_t side) { return side > 0 && side <= kMaxImagePixels; };
  if (sides.size() != 2 || !std::all_of(sides.begin(), sides.end(), is_side)) {
    fields.fail("size", "[height, width]", json_text(fields.list("size")));
  }
  const ImageSize size{static_cast<int>(sides[0]), static_cast<int>(sides[1])};
  const json* counts = fields.find("counts");
  if (counts != nullptr && counts->is_string()) {
    const auto& text = counts->get_ref<const std::string&>();
    if (text.starts_with("b'") || text.starts_with("b\"")) {
      fields.fail("counts", "text, as counts.decode() gives it in Python", "str(counts) of bytes");
    }
    return rle_from_compressed(text, size, where);
  }
  return rle_from_counts(fields.integers("counts"), size, where);
}

/// Whether each element of a list is a list of two, as the corners of [[x, y], [x, y], ...].
bool is_list_of_pairs(const json& list) {
  return list.is_array() && list.size() > 2 &&
         std::all_of(list.begin(), list.end(),
                     [](const json& pair) { return pair.is_array() && pair.size() == 2; });
}

/// [[x, y], [x, y], ...] as [x, y, x, y, ...].
json joined_pairs(const json& pairs) {
  json joined = json::array();
  for (const json& pair : pairs) {
    joined.insert(joined.end(), pair.begin(), pair.end());
  }
  return joined;
}

Polygon read_polygon(const json& part, const std::string& label, const JsonFields& annotation) {
  const bool has_pairs = is_list_of_pairs(part);
  Polygon polygon = annotation.numbers_in(has_pairs ? joined_pairs(part) : part, label,
                                          -kMaxCoordinate, kMaxCoordinate);
  if (polygon.size() % 2 != 0) {
    annotation.fail(label, "x and y of each corner", concat(polygon.size(), " numbers"));
  }
  return polygon;
}

/// The corners of x, y, width, height.
Polygon corners_of_box(const Polygon& box) {
  const double right = box[0] + box[2];
  const double bottom = box[1] + box[3];
  return {box[0], box[1], box[0], bottom, right, bottom, right, box[1]};
}

std::vector<Polygon> read_polygons(const json& parts, const JsonFields& annotation) {
  std::vector<Polygon> polygons;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    polygons.push_back(read_polygon(parts[i], concat("segmentation[", i, "]"), annotation));
  }
  const bool are_boxes = !polygons.empty() && polygons[0].size() == 4;
  for (Polygon& polygon : polygons) {
    if (are_boxes && polygon.size() == 4) {
      polygon = corners_of_box(polygon);
    }
  }
  std::erase_if(polygons, [](const Polygon& polygon) { return polygon.size() < 6; });  // no area
  return polygons;
}

}  // namespace

Segmentation read_segmentation(const JsonFields& fields) {
  const json* value = find_value(fields, "segmentation");
  const bool is_empty = value == nullptr || value->empty() ||
                        (value->is_string() && value->get_ref<const std::string&>().empty());
  if (is_empty) {
    return std::monostate{};
  }
  if (value->is_object()) {
    return read_rle(*value, fields.where() + ": segmentation");
  }
  const json& list = fields.list("segmentation");
  const bool is_one_polygon = list[0].is_number() || is_list_of_pairs(list);
  std::vector<Polygon> polygons =
      read_polygons(is_one_polygon ? json::array({list}) : list, fields);
  if (polygons.empty()) {
    return std::monostate{};
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

/// A missing area is no defect, and neither is one that makes no sense.
std::optional<double> read_area(const JsonFields& fields) {
  const json* value = find_value(fields, "area");
  const bool is_area = value != nullptr && value->is_number() && value->get<double>() >= 0;
  return is_area ? std::optional(value->get<double>()) : std::nullopt;
}

bool read_is_crowd(const JsonFields& fields) {
  const json* value = find_value(fields, "iscrowd");
  const std::optional<std::int64_t> number = value == nullptr ? 0 : as_whole_number(*value);
  if (!number || *number < 0 || *number > 1) {
    fields.fail("iscrowd", "0 or 1", json_text(*value));
  }
  return *number == 1;
}

/// What only matters if the annotation is used.
void read_details(const JsonFields& fields, TextIds& categories, CocoAnnotation& annotation) {
  annotation.is_crowd = read_is_crowd(fields);
  annotation.category_id = categories.read_reference(fields, "category_id");
  annotation.area = read_area(fields);
  annotation.segmentation = read_segmentation(fields);
  const json* bbox = find_value(fields, "bbox");
  annotation.has_bbox = bbox != nullptr && !(bbox->is_array() && bbox->empty());
  if (annotation.has_bbox) {
    annotation.bbox = read_bbox(fields);
  } else if (std::holds_alternative<std::monostate>(annotation.segmentation)) {
    fields.fail("bbox", "x, y, width, height, or a segmentation", "neither");
  }
}

/// Reads the entries of the three lists as they come.
class DatasetReader {
 public:
  explicit DatasetReader(std::string name) : name_(std::move(name)) {}

  void read(const std::string& list, const json& entry) {
    if (list.empty()) {  // the document is the list
      throw_not_coco(name_, *format_of_json(json::array({entry})));
    }
    if (list == "images") {
      read_image(entry);
    } else if (list == "categories") {
      read_category(entry);
    } else if (list == "annotations") {
      read_annotation(entry);
    }
  }

  CocoDataset take() {
    if (left_out_ > 0) {
      dataset_.warnings.push_back(first_left_out_ +
                                  concat("; ", left_out_,
                                         left_out_ == 1 ? " annotation is" : " annotations are",
                                         " left out"));
    }
    for (const auto& [ids, list] : {std::pair(&dataset_.image_texts, "images"),
                                    std::pair(&dataset_.category_texts, "categories")}) {
      for (const std::string& warning : ids->warnings(list)) {
        dataset_.warnings.push_back(name_ + ": " + warning);
      }
    }
    return std::move(dataset_);
  }

 private:
  void read_image(const json& entry) {
    const json* id = entry.is_object() && entry.contains("id") ? &entry["id"] : nullptr;
    const std::string where = place("images", images_++, id);
    CocoImage image;
    try {
      const JsonFields fields(entry, where);
      image.file_name = read_file_name(fields);
      image.id = dataset_.image_texts.read(fields);
      image.size = read_size(fields);
    } catch (const InputError& error) {
      image.defect = error.what();
    }
    dataset_.images.push_back(std::move(image));
  }

  /// A category without an id or a name is no category; an annotation that needs it says so. Digits
  /// are also called by numbers.
  void read_category(const json& entry) {
    const json name = entry.is_object() ? entry.value("name", json()) : json();
    if (!name.is_string() && !name.is_number_integer()) {
      return;
    }
    try {
      dataset_.categories.push_back({dataset_.category_texts.read({entry, ""}),
                                     name.is_string() ? trimmed_text(name) : name.dump()});
    } catch (const InputError&) {
    }
  }

  void read_annotation(const json& entry) {
    if (const auto format = format_of_annotation(entry)) {
      throw_not_coco(name_, *format);
    }
    const json* id = entry.is_object() && entry.contains("id") ? &entry["id"] : nullptr;
    const std::string where = place("annotations", annotations_++, id);
    CocoAnnotation annotation;
    annotation.id = (id == nullptr ? std::nullopt : as_whole_number(*id))
                        .value_or(static_cast<std::int64_t>(annotations_));
    try {
      annotation.image_id = dataset_.image_texts.read_reference({entry, where}, "image_id");
    } catch (const InputError& error) {
      first_left_out_ = left_out_++ == 0 ? error.what() : first_left_out_;
      return;
    }
    try {
      read_details({entry, where}, dataset_.category_texts, annotation);
    } catch (const InputError& error) {
      annotation.defect = error.what();
    }
    dataset_.annotations.push_back(std::move(annotation));
  }

  /// "truth.json: annotations[2] (id 7)"
  [[nodiscard]] std::string place(const std::string& list, std::size_t index,
                                  const json* id) const {
    std::string where = name_ + ": " + list + "[" + std::to_string(index) + "]";
    return id == nullptr ? where : where + " (id " + json_text(*id) + ")";
  }

  std::string name_;
  CocoDataset dataset_;
  std::size_t images_ = 0;
  std::size_t annotations_ = 0;
  std::size_t left_out_ = 0;  // annotations that do not say which image they belong to
  std::string first_left_out_;
};

}  // namespace

CocoDataset parse_coco(std::string_view document_text, const std::string& name) {
  const std::string printable_name = one_line(name);
  if (const auto format = format_of_text(document_text, printable_name)) {
    throw_not_coco(printable_name, *format);
  }
  DatasetReader reader(printable_name);
  const json document = parse_json_of_python(
      document_text, printable_name,
      [&](const std::string& list, const json& entry) { reader.read(list, entry); });
  if (const auto format = format_of_json(document)) {
    throw_not_coco(printable_name, *format);
  }
  const JsonFields lists(document, printable_name);
  for (const char* list : {"images", "categories", "annotations"}) {
    (void)lists.list(list);
  }
  return reader.take();
}

std::int64_t drawing_steps(const Segmentation& segmentation, ImageSize size) {
  std::int64_t steps = 0;
  if (const Rle* rle = std::get_if<Rle>(&segmentation)) {
    steps = rle_area(*rle);
  } else if (const auto* polygons = std::get_if<std::vector<Polygon>>(&segmentation)) {
    for (const Polygon& polygon : *polygons) {
      steps += rasterizing_steps(polygon, size);
    }
  }
  return steps;
}

void draw_segmentation(const Segmentation& segmentation, std::span<std::uint8_t> mask,
                       ImageSize size, const std::string& name) {
  if (const Rle* rle = std::get_if<Rle>(&segmentation)) {
    if (rle->size != size) {
      throw InputError(concat(name, ": segmentation: size: expected the image's [", size.height,
                              ",", size.width, "], got [", rle->size.height, ",", rle->size.width,
                              "]"));
    }
    draw_rle(*rle, mask);
  } else if (const auto* polygons = std::get_if<std::vector<Polygon>>(&segmentation)) {
    for (const Polygon& polygon : *polygons) {
      draw_rle(rasterize(polygon, size, name), mask);
    }
  }
}

}  // namespace mrcnn
