#include "data/scenes/truth_json.hpp"

#include <nlohmann/json.hpp>

#include "common/coco/rle.hpp"

namespace mrcnn {

namespace {

using Json = nlohmann::ordered_json;  // keeps the order in which the fields are written here

void append_line(std::string& lines, const Json& entry) {
  lines += lines.empty() ? "\n" : ",\n";
  lines += entry.dump();
}

Json categories() {
  Json list = Json::array();
  for (std::size_t id = 1; id < kShapeNames.size(); ++id) {
    list.push_back({{"id", id}, {"name", kShapeNames[id]}});
  }
  return list;
}

}  // namespace

void TruthJson::add(const std::string& file_name, const Scene& scene) {
  const ImageSize size{static_cast<int>(scene.pixels.shape(0)),
                       static_cast<int>(scene.pixels.shape(1))};
  append_line(images_, {{"id", ++image_count_},
                        {"file_name", file_name},
                        {"width", size.width},
                        {"height", size.height}});
  for (const SceneObject& object : scene.objects) {
    const Rle rle = encode_rle({object.mask.data(), object.mask.size()}, size);
    const PixelBox box = mask_box({object.mask.data(), object.mask.size()}, size);
    append_line(annotations_,
                {{"id", ++annotation_count_},
                 {"image_id", image_count_},
                 {"category_id", static_cast<int>(object.shape)},
                 {"bbox", {box.x, box.y, box.width, box.height}},
                 {"area", object.area},
                 {"iscrowd", 0},
                 {"segmentation",
                  {{"size", {size.height, size.width}}, {"counts", compressed_counts(rle)}}}});
  }
}

std::string TruthJson::json() const {
  return "{\"images\":[" + images_ + "],\n\"annotations\":[" + annotations_ +
         "],\n\"categories\":" + categories().dump() + "}\n";
}

}  // namespace mrcnn
