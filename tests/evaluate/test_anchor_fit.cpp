#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/geometry/anchors.hpp"
#include "common/geometry/box.hpp"

#include "stages/program/evaluate/anchor_fit.hpp"

namespace mrcnn {
namespace {

/// An image of 64 x 96 pixels that is not resized, anchors of 8 to 128 pixels.
Config small_config() {
  Config config;
  config.image.min_size = 64;
  config.image.max_size = 96;
  config.proposals.anchor_sizes = {8, 16, 32, 64, 128};
  return config;
}

constexpr ImageSize kImage{64, 96};

float best_of_all(const Box& box, const Config& config) {
  std::vector<ImageSize> grids;
  for (int stride = 4; stride <= 64; stride *= 2) {
    grids.push_back({(64 + stride - 1) / stride, (96 + stride - 1) / stride});
  }
  const auto anchors = make_anchors<Host>(
      kImage, grids,
      {.sizes = config.proposals.anchor_sizes, .aspect_ratios = config.proposals.aspect_ratios});
  float best = 0.0F;
  for (const Box& anchor : anchors) {
    best = std::max(best, iou(anchor, box));
  }
  return best;
}

TEST(AnchorFit, TheBestAnchorIsTheBestOfAll) {
  const Config config = small_config();
  for (float x = -3.0F; x < 90.0F; x += 7.3F) {
    for (float side = 1.5F; side < 90.0F; side *= 1.7F) {
      const Box box{x, 0.4F * x, x + side, 0.4F * x + 1.3F * side};
      EXPECT_EQ(best_anchor(box, kImage, config).best_iou, best_of_all(box, config)) << x << side;
    }
  }
}

// An anchor of P3 sits at (16, 24) with sides 16: exactly this box.
TEST(AnchorFit, AnAnchorItselfHasIou1) {
  const AnchorFit fit = best_anchor({16, 8, 32, 24}, kImage, small_config());
  EXPECT_EQ(fit.best_iou, 1.0F);
  EXPECT_EQ(fit.level, 3);
  EXPECT_EQ(fit.size, 16.0F);
  EXPECT_EQ(fit.ratio, 1.0F);
  EXPECT_EQ(fit.side, 16.0F);
}

TEST(AnchorFit, CrowdsAreLeftOutAndObjectsMovedToTheResizedImage) {
  const CocoDataset truth = parse_coco(
      R"({"images": [{"id": 1, "file_name": "a.png", "width": 48, "height": 32}],
          "categories": [{"id": 1, "name": "ring"}],
          "annotations": [{"id": 5, "image_id": 1, "category_id": 1, "bbox": [8, 4, 8, 8]},
                          {"id": 6, "image_id": 1, "category_id": 1, "bbox": [8, 4, 8, 8], "iscrowd": 1}]})",
      "truth");
  const AnchorFits fits = fit_anchors(truth, small_config());  // twice as large
  ASSERT_EQ(fits.objects.size(), 1U);
  EXPECT_EQ(fits.objects[0].annotation, 5);
  EXPECT_EQ(fits.objects[0].class_name, "ring");
  EXPECT_EQ(fits.objects[0].best_iou, 1.0F);
  EXPECT_EQ(fits.recall(0.7F), 1.0);
}

TEST(AnchorFit, SuggestedSizesAreInTheMiddleOfEachFifth) {
  AnchorFits fits;
  for (int side = 1; side <= 10; ++side) {
    AnchorFit fit;
    fit.side = static_cast<float>(11 - side);
    fit.best_iou = static_cast<float>(side) / 10.0F;
    fits.objects.push_back(fit);
  }
  EXPECT_EQ(fits.suggested_sizes(), (std::array<float, 5>{2, 4, 6, 8, 10}));
  EXPECT_EQ(fits.recall(0.5F), 0.6);
  EXPECT_EQ(AnchorFits{}.recall(0.5F), -1.0);
}

}  // namespace
}  // namespace mrcnn
