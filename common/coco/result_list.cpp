#include "common/coco/result_list.hpp"

#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "common/coco/ids.hpp"
#include "common/coco/image_names.hpp"
#include "common/coco/other_formats.hpp"
#include "common/coco/python_json.hpp"
#include "common/error.hpp"
#include "common/io/json_fields.hpp"

namespace mrcnn {

namespace {

using nlohmann::json;

constexpr double kLargest = 1e100;  // areas of such boxes are finite

/// A field that is not empty: some programs write "segmentation": [] for a box without a mask.
bool has(const JsonFields& fields, const std::string& field) {
  const json* value = find_value(fields, field);
  return value != nullptr && !(value->is_array() && value->empty());
}

/// A negative width or height may be: pycocotools has them, too.
std::array<double, 4> read_box(const JsonFields& fields) {
  const std::vector<double> bbox = fields.numbers("bbox", -kLargest, kLargest);
  if (bbox.size() != 4) {
    fields.fail("bbox", "x, y, width, height", json_text(fields.list("bbox")));
  }
  return {bbox[0], bbox[1], bbox[2], bbox[3]};
}

/// Finds the images that results are about.
class ImageIds {
 public:
  explicit ImageIds(const CocoDataset& truth) : truth_(truth) {
    for (const CocoImage& image : truth.images) {
      ids_.insert(image.id);
    }
  }

  /// The id, or the name of the file with or without its ending, as YOLO's programs write it.
  [[nodiscard]] std::int64_t read(const JsonFields& result) {
    const json* value = find_value(result, "image_id");
    if (value != nullptr && value->is_string() && !is_id(result, *value)) {
      if (!by_file_) {
        by_file_ = ids_by_file_name(truth_);
      }
      const auto named = by_file_->find(value->get<std::string>());
      if (named != by_file_->end()) {
        return named->second;
      }
    }
    const std::int64_t id = truth_.image_texts.read_known(result, "image_id");
    if (!ids_.contains(id)) {
      result.fail("image_id", "the id of an image of the ground truth", concat(id));
    }
    return id;
  }

 private:
  [[nodiscard]] bool is_id(const JsonFields& result, const json& text) const {
    return (as_whole_number(text) || truth_.image_texts.has(text.get<std::string>())) &&
           ids_.contains(truth_.image_texts.read_known(result, "image_id"));
  }

  const CocoDataset& truth_;
  std::unordered_set<std::int64_t> ids_;
  std::optional<std::unordered_map<std::string, std::int64_t>> by_file_;  // made when needed
};

CocoResult read_result(const JsonFields& fields, const CocoDataset& truth, ImageIds& images) {
  CocoResult result;
  result.image_id = images.read(fields);
  result.category_id = truth.category_texts.read_known(fields, "category_id");
  result.score = fields.number("score", -kLargest, kLargest);
  if (has(fields, "bbox")) {
    result.bbox = read_box(fields);
  }
  if (has(fields, "segmentation")) {
    result.segmentation = read_segmentation(fields);
  }
  if (!result.bbox && std::holds_alternative<std::monostate>(result.segmentation)) {
    fields.fail("bbox", "a box or a segmentation", "neither");
  }
  return result;
}

/// What a document is that is not a list, from its lists whose elements have scores.
std::string other_document(const json& document, const std::set<std::string>& lists,
                           const std::string& name) {
  if (!lists.empty()) {
    const std::string first = one_line(*lists.begin());
    return concat("an object; its list", lists.size() > 1 ? "s" : "", " \"", first,
                  lists.size() > 1 ? "\", ... look" : "\" looks", " like results: jq '",
                  lists.size() > 1 ? "[.[][]]" : ".[\"" + first + "\"]", "' ", name,
                  " > results.json");
  }
  return document.is_object() && document.contains("annotations")
             ? "an object with annotations, as ground truth is"
             : json_text(document);
}

}  // namespace

void for_each_result(std::string_view json_list, const CocoDataset& truth, const std::string& name,
                     const ResultVisitor& visit) {
  const std::string printable_name = one_line(name);
  ImageIds images(truth);
  std::size_t index = 0;
  std::set<std::string> lists_with_scores;
  if (is_json_lines(json_list)) {
    throw InputError(printable_name +
                     ": has a JSON object on each line, expected a list of results: jq -s . " +
                     printable_name + " > results.json");
  }
  const json document =
      parse_json_of_python(json_list, name, [&](const std::string& list, const json& element) {
        if (list.empty()) {
          visit(read_result({element, concat(printable_name, ": [", index, "]")}, truth, images),
                index);
          ++index;
        } else if (element.contains("score")) {
          lists_with_scores.insert(list);
        }
      });
  if (!document.is_array()) {
    throw InputError(printable_name + ": expected a list of results, got " +
                     other_document(document, lists_with_scores, printable_name));
  }
}

}  // namespace mrcnn
