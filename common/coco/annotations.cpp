#include "common/coco/annotations.hpp"

#include <utility>

#include "common/coco/other_formats.hpp"
#include "common/coco/python_json.hpp"
#include "common/error.hpp"
#include "common/io/json_fields.hpp"
#include "common/io/one_line.hpp"
#include "common/io/trimmed.hpp"

namespace mrcnn {

namespace {

using nlohmann::json;

/// {0, 0} if the file does not say: some tools then write -1.
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

std::array<double, 4> read_bbox(const JsonFields& fields) {
  const std::vector<double> bbox = fields.numbers("bbox", -kMaxCoordinate, kMaxCoordinate);
  if (bbox.size() != 4 || bbox[2] < 0 || bbox[3] < 0) {
    fields.fail("bbox", "x, y, width >= 0, height >= 0", json_text(fields.list("bbox")));
  }
  return {bbox[0], bbox[1], bbox[2], bbox[3]};
}

/// A missing or invalid area is not a defect.
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

/// Checked only if the annotation is used.
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
      dataset_.warnings.push_back(first_left_out_ + "; " +
                                  counted(left_out_, "annotation is", "annotations are") +
                                  " left out");
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

  /// A category without an id or a name is ignored; an annotation that refers to it gets a defect.
  /// Categories such as digits may have numbers as names.
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
  std::size_t left_out_ = 0;  // annotations that do not name their image
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

}  // namespace mrcnn
