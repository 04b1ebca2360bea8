#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "common/coco/object_mask.hpp"
#include "common/coco/rle_overlap.hpp"
#include "common/io/json.hpp"

namespace mrcnn {
namespace {

// What pycocotools makes of random polygons and masks (tests/golden/coco/README.md).
nlohmann::json golden_masks() {
  std::ifstream file(MRCNN_TEST_DATA "/coco/masks.json");
  return parse_json(std::string(std::istreambuf_iterator<char>(file), {}), "masks.json");
}

ImageSize size_of_entry(const nlohmann::json& entry) {
  return {entry["size"][0].get<int>(), entry["size"][1].get<int>()};
}

TEST(GoldenMasks, PolygonsFillThePixelsOfPycocotools) {
  const nlohmann::json polygons = golden_masks()["polygons"];
  ASSERT_EQ(polygons.size(), 200U);
  for (const auto& entry : polygons) {
    const Rle mask = rasterize(entry["polygon"].get<Polygon>(), size_of_entry(entry), "polygon");
    EXPECT_EQ(compressed_counts(mask), entry["counts"].get<std::string>()) << entry["polygon"];
  }
}

TEST(GoldenMasks, OverlapUnionBoundsAndAreaAreThoseOfPycocotools) {
  const nlohmann::json pairs = golden_masks()["pairs"];
  ASSERT_EQ(pairs.size(), 100U);
  for (const auto& entry : pairs) {
    const ImageSize size = size_of_entry(entry);
    const Rle a = rle_from_compressed(entry["a"].get<std::string>(), size, "a");
    const Rle b = rle_from_compressed(entry["b"].get<std::string>(), size, "b");
    const RleOverlap overlap = rle_overlap(a, b);
    const auto part_of = [&](std::int64_t whole) {
      return overlap.intersection == 0
                 ? 0.0
                 : static_cast<double>(overlap.intersection) / static_cast<double>(whole);
    };
    EXPECT_EQ(part_of(overlap.union_), entry["iou"]) << entry;
    EXPECT_EQ(part_of(rle_area(a)), entry["iou_with_crowd"]) << entry;
    EXPECT_EQ(compressed_counts(rle_union(a, b)), entry["union"].get<std::string>()) << entry;
    EXPECT_EQ(rle_bounds(a), (entry["bounds_of_a"].get<std::array<double, 4>>())) << entry;
    EXPECT_EQ(rle_area(a), entry["area_of_a"]) << entry;
  }
}

}  // namespace
}  // namespace mrcnn
