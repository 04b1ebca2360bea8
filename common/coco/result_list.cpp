#include "common/coco/result_list.hpp"

#include <unordered_set>

#include "common/coco/ids.hpp"
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

CocoResult read_result(const JsonFields& fields, const CocoDataset& truth,
                       const std::unordered_set<std::int64_t>& images) {
  CocoResult result;
  result.image_id = truth.image_texts.read_known(fields, "image_id");
  if (!images.contains(result.image_id)) {
    fields.fail("image_id", "the id of an image of the ground truth", concat(result.image_id));
  }
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

}  // namespace

void for_each_result(std::string_view json_list, const CocoDataset& truth, const std::string& name,
                     const ResultVisitor& visit) {
  const std::string printable_name = one_line(name);
  std::unordered_set<std::int64_t> images;
  for (const CocoImage& image : truth.images) {
    images.insert(image.id);
  }
  std::size_t index = 0;
  const json document =
      parse_json_of_python(json_list, name, [&](const std::string& list, const json& element) {
        if (list.empty()) {
          visit(read_result({element, concat(printable_name, ": [", index, "]")}, truth, images),
                index);
          ++index;
        }
      });
  if (!document.is_array()) {
    throw InputError(printable_name + ": expected a list of results, got " +
                     (document.is_object() && document.contains("annotations")
                          ? "an object with annotations, as ground truth is"
                          : json_text(document)));
  }
}

}  // namespace mrcnn
