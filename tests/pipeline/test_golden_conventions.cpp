#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "common/geometry/anchors.hpp"

#include "stages/3_roi_align/alternatives/crop_and_resize.hpp"
#include "stages/3_roi_align/alternatives/roi_pool.hpp"
#include "stages/3_roi_align/roi_levels.hpp"
#include "stages/6_masks/paste_masks.hpp"
#include "stages/pipeline/model/conventions.hpp"

#include "tests/golden/golden.hpp"

namespace mrcnn {
namespace {

const std::string kFolder = "conventions/";

class GoldenMatterportInput : public testing::TestWithParam<std::string> {};

// One grey level in ten thousand may be cut to the other side of a whole number.
TEST_P(GoldenMatterportInput, PixelsAndWindowMatchNumPy) {
  const std::string folder = kFolder + "preprocess_" + GetParam() + "/";
  ImageParams params = config_of_conventions("matterport").image;
  params.min_size = 32;
  params.max_size = 64;
  const NetworkInput<Host> input =
      preprocess({golden_tensor<std::uint8_t, 3>(folder + "image")}, params);
  EXPECT_TRUE(agrees(folder + "input", to_chw_array(input.pixels), within(1e-4)));
  const auto window = golden_tensor<std::int32_t, 1>(folder + "window");
  const InputPlace place = input_place(input.resized, params);
  EXPECT_EQ(place.top, window(0));
  EXPECT_EQ(place.left, window(1));
  EXPECT_EQ(input.resized, (ImageSize{window(2) - window(0), window(3) - window(1)}));
}

INSTANTIATE_TEST_SUITE_P(Sizes, GoldenMatterportInput, testing::Values("grown", "shrunk", "kept"),
                         [](const auto& test) { return test.param; });

TEST(GoldenMatterport, AnchorsInTheStretchedFrameAreItsNormalisedOnes) {
  const auto anchors = make_anchors<Host>({64, 128}, {{16, 32}, {8, 16}, {4, 8}, {2, 4}, {1, 2}},
                                          {.sizes = {8, 16, 32, 64, 128},
                                           .aspect_ratios = {2.0F, 1.0F, 0.5F},
                                           .rounded = false,
                                           .stride = AnchorStride::level,
                                           .corners = CornerRule::inclusive});
  EXPECT_TRUE(agrees(kFolder + "proposals/anchors", to_array(anchors), within(1e-4)));
}

TEST(GoldenMatterport, ProposalsOfAllLevelsTogetherPaddedWithZeros) {
  const std::string folder = kFolder + "proposals/";
  ProposalsParams params = config_of_conventions("matterport").proposals;
  params.pre_nms_top_n = 200;
  params.post_nms_top_n = 210;
  params.nms_iou = 0.4;  // more to suppress than at 0.7
  ProposalsTrace<Host> trace;
  const auto found = proposals(
      {golden_boxes(folder + "anchors"), golden_tensor<std::int32_t, 1>(folder + "levels"),
       golden_tensor<float, 1>(folder + "objectness"), golden_tensor<float, 2>(folder + "deltas")},
      BoxFrame(ImageSize{64, 128}), params, &trace);
  EXPECT_TRUE(agrees(folder + "candidate_anchors", to_array(trace.candidate_anchors), kSameBits));
  EXPECT_TRUE(agrees(folder + "candidates", to_array(trace.candidates), within(1e-3)));
  EXPECT_TRUE(agrees(folder + "boxes", to_array(found.boxes), within(1e-3)));
  const auto kept = golden_tensor<std::int32_t, 1>(folder + "kept")(0);
  EXPECT_LT(kept, 200);
  EXPECT_EQ(std::count(trace.kept.begin(), trace.kept.end(), -1), 210 - kept);
}

TEST(GoldenMatterport, LevelsOfTheStretchedFrameAreThoseOfNormalisedSides) {
  const auto levels =
      roi_levels(golden_boxes(kFolder + "levels/boxes"), {.level_rule = LevelRule::nearest});
  EXPECT_TRUE(agrees(kFolder + "levels/levels", to_array(levels), kSameBits));
}

TEST(GoldenMatterport, CropsOfWholePartialReversedAndEmptyBoxes) {
  const auto features = golden_map(kFolder + "crop/features");
  const auto boxes = golden_boxes(kFolder + "crop/boxes");
  const Bound bound{Bound::Kind::kOfLargest, 2e-5};
  EXPECT_TRUE(agrees(kFolder + "crop/regions",
                     to_chw_array(crop_and_resize_map(features, boxes, 7, 5).features), bound));
  EXPECT_TRUE(agrees(kFolder + "crop/single",
                     to_chw_array(crop_and_resize_map(features, boxes, 1, 1).features), bound));
}

TEST(GoldenRoiPool, TheLargestCellOfEveryBinIsExact) {
  const auto regions = roi_pool_map(golden_map(kFolder + "roi_pool/features"),
                                    golden_boxes(kFolder + "roi_pool/boxes"), 0.25F, 7, 5);
  EXPECT_TRUE(agrees(kFolder + "roi_pool/regions", to_chw_array(regions.features), kSameBits));
}

/// matterport's 64 x 128 input, whose rows 8 to 55 are the image.
BoxFrame golden_frame() {
  return {{0, 8.0F * 64 / 63, 128, 55.0F * 64 / 63}, CornerRule::inclusive};
}

TEST(GoldenMatterport, DetectionsOfTheBestClassAtAThresholdThatMayBeReached) {
  const std::string folder = kFolder + "detections/";
  DetectionsParams params = config_of_conventions("matterport").detections;
  params.score_threshold = 0.5F;
  params.detections_per_image = 20;
  DetectionsTrace<Host> trace;
  const auto found =
      detections({golden_tensor<float, 2>(folder + "class_logits"),
                  golden_tensor<float, 2>(folder + "box_deltas")},
                 golden_boxes(folder + "proposals_in"), golden_frame(), params, &trace);
  EXPECT_TRUE(agrees(folder + "labels", to_array(found.labels), kSameBits));
  EXPECT_TRUE(agrees(folder + "proposals", to_array(trace.proposals), kSameBits));
  EXPECT_TRUE(agrees(folder + "boxes", to_array(found.boxes), within(1e-3)));
  EXPECT_TRUE(agrees(folder + "scores", to_array(found.scores), within(1e-6)));
}

TEST(GoldenMatterport, MasksInWholePixelsOfThePhotograph) {
  const std::string folder = kFolder + "masks/";
  const auto boxes = golden_boxes(folder + "detections");
  const Detections<Host> found{boxes, filled_tensor<float>({boxes.size()}, 1.0F),
                               filled_tensor<std::int32_t>({boxes.size()}, 1)};
  const auto result = paste(golden_tensor<float, 3>(folder + "logits"), found, golden_frame(),
                            {37, 101}, config_of_conventions("matterport").paste);
  const auto expected = golden_tensor<std::int32_t, 2>(folder + "boxes");
  for (std::size_t d = 0; d < boxes.size(); ++d) {
    const Box box{static_cast<float>(expected(d, 0)), static_cast<float>(expected(d, 1)),
                  static_cast<float>(expected(d, 2)), static_cast<float>(expected(d, 3))};
    EXPECT_EQ(result.boxes(d), box) << d;
  }
  EXPECT_TRUE(agrees(folder + "masks", to_array(result.masks), kSameBits));
}

TEST(GoldenDetectron2, PastedMasksAreLookedUpAtPixelCentres) {
  const auto masks28 = golden_tensor<float, 3>(kFolder + "detectron2_paste/masks28");
  const auto boxes = golden_boxes(kFolder + "detectron2_paste/boxes");
  const auto masks = paste_masks(masks28, boxes, {30, 37}, PasteRule::detectron2);
  EXPECT_TRUE(agrees(kFolder + "detectron2_paste/masks", to_array(masks), within(1e-6)));
}

}  // namespace
}  // namespace mrcnn
