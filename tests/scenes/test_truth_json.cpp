#include <span>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "common/coco/annotations.hpp"
#include "common/io/sha256.hpp"

#include "data/scenes/truth_json.hpp"

namespace mrcnn {
namespace {

const ImageSize kSize = {.height = 72, .width = 100};

TEST(TruthJson, ReadsBackAsTheScenesItWasMadeFrom) {
  TruthJson truth;
  std::vector<Scene> scenes;
  for (std::uint64_t seed = 10; seed < 13; ++seed) {
    scenes.push_back(make_scene(seed, kSize));
    truth.add("scene_" + std::to_string(seed) + ".png", scenes.back());
  }
  const CocoDataset dataset = parse_coco(truth.json(), "truth.json");

  ASSERT_EQ(dataset.images.size(), 3U);
  EXPECT_EQ(dataset.images[2].id, 3);
  EXPECT_EQ(dataset.images[2].file_name, "scene_12.png");
  EXPECT_EQ(dataset.images[2].size, kSize);
  std::size_t row = 0;
  for (std::size_t i = 0; i < scenes.size(); ++i) {
    for (const SceneObject& object : scenes[i].objects) {
      ASSERT_LT(row, dataset.annotations.size());
      const CocoAnnotation& annotation = dataset.annotations[row++];
      EXPECT_EQ(annotation.id, static_cast<std::int64_t>(row));
      EXPECT_EQ(annotation.image_id, static_cast<std::int64_t>(i + 1));
      EXPECT_EQ(annotation.category_id, static_cast<std::int64_t>(object.shape));
      EXPECT_EQ(annotation.bbox[0], object.box.x1);
      EXPECT_EQ(annotation.bbox[1], object.box.y1);
      EXPECT_EQ(annotation.bbox[2], object.box.x2 - object.box.x1);
      EXPECT_EQ(annotation.bbox[3], object.box.y2 - object.box.y1);
      EXPECT_EQ(annotation.area, object.area);
      EXPECT_FALSE(annotation.is_crowd);
      auto mask = filled_tensor<std::uint8_t, 2>({72, 100}, 0);
      draw_rle(std::get<Rle>(annotation.segmentation), {mask.data(), mask.size()});
      EXPECT_EQ(mask, object.mask);
    }
  }
  EXPECT_EQ(row, dataset.annotations.size());
}

TEST(TruthJson, ListsTheSixClassesUnderTheirNumbers) {
  const CocoDataset dataset = parse_coco(TruthJson().json(), "truth.json");
  ASSERT_EQ(dataset.categories.size(), 6U);
  EXPECT_EQ(dataset.categories[0].id, 1);
  EXPECT_EQ(dataset.categories[0].name, "circle");
  EXPECT_EQ(dataset.categories[5].id, 6);
  EXPECT_EQ(dataset.categories[5].name, "cross");
  EXPECT_TRUE(dataset.images.empty());
}

TEST(TruthJson, TextIsTheSameOnEveryMachine) {
  TruthJson truth;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    truth.add("scene_" + std::to_string(seed) + ".png", make_scene(seed, {256, 256}));
  }
  const std::string text = truth.json();
  EXPECT_EQ(sha256(std::as_bytes(std::span<const char>(text))),
            "0f3227e376d20c3b57ff9d63b96afa1fbc14e6a0ebb2eaa950c0672bce1e37d3");
}

}  // namespace
}  // namespace mrcnn
