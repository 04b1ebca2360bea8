#include "common/coco/result_list.hpp"

#include <cmath>

#include "common/error.hpp"
#include "common/io/json.hpp"
#include "common/io/json_fields.hpp"

namespace mrcnn {

namespace {

using nlohmann::json;

constexpr double kLargest = 1e100;  // areas of such boxes are finite

/// An id that went through a table of floating point numbers may read 139.0.
std::int64_t read_id(const JsonFields& fields, const std::string& field) {
  constexpr double kExact = 1LL << 53;
  const json* value = fields.find(field);
  if (value != nullptr && value->is_number_float()) {
    const double number = value->get<double>();
    if (std::abs(number) <= kExact && std::floor(number) == number) {
      return static_cast<std::int64_t>(number);
    }
  }
  if (value != nullptr && !value->is_number_integer()) {
    fields.fail(field, "an id, a whole number", json_text(*value));
  }
  return fields.integer(field);
}

bool has(const JsonFields& fields, const std::string& field) {
  const json* value = fields.find(field);
  return value != nullptr && !value->is_null() && !(value->is_array() && value->empty());
}

std::array<double, 4> read_box(const JsonFields& fields) {
  const std::vector<double> bbox = fields.numbers("bbox", -kLargest, kLargest);
  if (bbox.size() != 4) {
    fields.fail("bbox", "x, y, width, height", json_text(fields.list("bbox")));
  }
  return {bbox[0], bbox[1], bbox[2], bbox[3]};
}

CocoResult read_result(const JsonFields& fields, const SizeOfImage& sizes) {
  CocoResult result;
  result.image_id = read_id(fields, "image_id");
  const auto image = sizes.find(result.image_id);
  if (image == sizes.end()) {
    fields.fail("image_id", "the id of an image of the ground truth", concat(result.image_id));
  }
  result.category_id = read_id(fields, "category_id");
  result.score = fields.number("score", -kLargest, kLargest);
  if (has(fields, "bbox")) {
    result.bbox = read_box(fields);
  }
  if (has(fields, "segmentation")) {
    result.segmentation = read_segmentation(fields, image->second);
  } else if (!result.bbox) {
    fields.fail("bbox", "a box or a segmentation", "neither");
  }
  return result;
}

}  // namespace

void for_each_result(std::string_view json_list, const SizeOfImage& sizes, const std::string& name,
                     const ResultVisitor& visit) {
  const std::string printable_name = one_line(name);
  for_each_json_element(json_list, name, [&](const json& element, std::size_t index) {
    visit(read_result({element, concat(printable_name, ": [", index, "]")}, sizes), index);
  });
}

}  // namespace mrcnn
