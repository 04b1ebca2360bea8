#include "common/coco/segmentation.hpp"

#include <algorithm>

#include "common/coco/ids.hpp"
#include "common/error.hpp"

namespace mrcnn {

namespace {

using nlohmann::json;

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
    annotation.fail(label, "x and y of each corner", counted(polygon.size(), "number"));
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
