#include <gtest/gtest.h>

#include "common/geometry/nms.hpp"

#include "stages/5_iou_filter/four_boxes.hpp"

#include "viz/0_image.hpp"
#include "viz/1_features.hpp"
#include "viz/2_proposals.hpp"
#include "viz/3_roi_align.hpp"
#include "viz/4_box_head.hpp"
#include "viz/5_iou_filter.hpp"
#include "viz/6_masks.hpp"
#include "viz/overlay.hpp"

#include "tests/viz/drawn.hpp"

namespace mrcnn {
namespace {

const std::vector<std::string> kClasses = {"background", "circle", "star"};

FeaturePyramid<Host> flat_pyramid(std::size_t height, std::size_t width) {
  FeaturePyramid<Host> pyramid;
  for (std::size_t stride = 4; stride <= 64; stride *= 2) {
    pyramid.levels.push_back(filled_tensor<float>(
        {(height + stride - 1) / stride, (width + stride - 1) / stride, 3}, 1.0F));
  }
  return pyramid;
}

TEST(InputPicture, ShowsPhotographAndPaddedInput) {
  const NetworkInput<Host> input{filled_tensor<float>({64, 96, 3}, 0.0F), {60, 80}, {30, 40}};
  const Rgb picture = draw_input(plain_image(30, 40), input);
  EXPECT_EQ(count_of(picture, kPlain), 540U * 720U) << "the photograph, enlarged";
}

TEST(ResizedPhotograph, UndoesTheNormalisation) {
  const ImageParams params;
  NetworkInput<Host> input{filled_tensor<float>({32, 32, 3}, 0.0F), {20, 30}, {20, 30}};
  for (std::size_t c = 0; c < 3; ++c) {
    input.pixels(7, 9, c) = (100.0F / 255.0F - params.mean[c]) / params.std[c];
  }
  const InputImage<Host> image = resized_photograph(input, params);
  EXPECT_EQ(image.pixels.shape(0), 20U);
  EXPECT_EQ(image.pixels.shape(1), 30U);
  EXPECT_EQ(pixel(image.pixels, 7, 9), (Color{100, 100, 100}));
}

// 64 x 96 pixels: P2 has 16 x 24 cells, P6 has 1 x 2. All maps are drawn with cells of the same
// number of image pixels, so the narrowest sheet is as wide as five maps.
TEST(FeaturesPicture, MapsOfAllLevelsHaveOneSize) {
  FeaturesTrace<Host> backbone;
  const FeaturePyramid<Host> pyramid = flat_pyramid(64, 96);
  for (std::size_t i = 0; i < 4; ++i) {
    backbone.c[i] = pyramid.levels[i];
  }
  const Rgb picture = draw_features(plain_image(64, 96), backbone, pyramid);
  EXPECT_EQ(count_of(picture, kPlain), 192U * 288U) << "the image is as large as a map";
  EXPECT_GE(picture.shape(1), 5U * 288U);
  EXPECT_LE(picture.shape(1), 5U * (384U + 28U) + 56U) << "P6 reaches over the image's edge";
}

ProposalsTrace<Host> two_candidates(std::int32_t second_suppressed_by) {
  return {{Box{10, 10, 60, 60}, Box{12, 12, 62, 62}},
          {0, 1},
          {0.9F, 0.8F},
          {2, 6},
          {kKept, second_suppressed_by},
          {0}};
}

TEST(ProposalsPicture, ASuppressedCandidateIsDashed) {
  const Proposals<Host> found{{Box{10, 10, 60, 60}}, {0.9F}};
  const Rgb kept = draw_proposals(plain_image(96, 96), found, two_candidates(kKept));
  const Rgb suppressed = draw_proposals(plain_image(96, 96), found, two_candidates(0));
  EXPECT_LT(count_of(suppressed, color_of_level(6)), count_of(kept, color_of_level(6)) * 3 / 4);
  EXPECT_GT(count_of(suppressed, color_of_level(6)), 500U);
  EXPECT_GT(count_of(suppressed, color_of_level(2)), 1000U) << "the survivor, in both panels";
}

TEST(ObjectnessPicture, LogitsThatDoNotFitTheCellsAreRefused) {
  const RpnOutput<Host> rpn{make_tensor<Box>({7}), make_tensor<std::int32_t>({7}),
                            make_tensor<float>({7}), make_tensor<float>({7, 4})};
  EXPECT_ANY_THROW(draw_objectness(plain_image(64, 96), rpn, flat_pyramid(64, 96)));
}

// Boxes of side 50 read P2, of side 130 P3.
TEST(LevelsPicture, BarsHaveTheColourOfTheirLevel) {
  const auto drawn = [](std::int32_t level, float side) {
    const HostTensor<Box, 1> boxes = {Box{0, 0, 10, 10}, Box{10, 10, 10 + side, 10 + side}};
    return draw_levels(plain_image(256, 256), boxes, {2, level});
  };
  EXPECT_GT(count_of(drawn(3, 130), color_of_level(3)),
            count_of(drawn(2, 50), color_of_level(3)) + 20U * 400U);
}

TEST(RegionPicture, ABoxAtTheBorderShowsItsWholeGrid) {
  const FeaturePyramid<Host> pyramid = flat_pyramid(64, 96);
  const Regions<Host> regions{filled_tensor<float>({1, 7, 7, 3}, 1.0F)};
  const RoiAlignParams params;
  const auto dots = [&](const Box& box) {
    const Rgb picture =
        draw_region(plain_image(64, 96), pyramid, {box}, {2}, regions, 0, params, color_of(4));
    EXPECT_GT(count_of(picture, color_of(4)), 300U) << "the box has the object's colour";
    return count_of(picture, {213, 94, 0});
  };
  const std::size_t inside = dots({20, 20, 48, 48});
  EXPECT_GT(inside, 4U * 49U * 40U) << "four samples in each of 49 bins";
  EXPECT_NEAR(static_cast<double>(dots({68, 36, 96, 64})), static_cast<double>(inside),
              0.02 * static_cast<double>(inside));
}

TEST(RegionPicture, AnEnormousBoxGivesAPictureOfTheMap) {
  const Regions<Host> regions{filled_tensor<float>({1, 7, 7, 3}, 1.0F)};
  const Rgb picture =
      draw_region(plain_image(64, 96), flat_pyramid(64, 96), {Box{-1e9F, -1e9F, 1e9F, 1e9F}}, {5},
                  regions, 0, {}, color_of(4));
  EXPECT_LT(picture.size(), 3U * 4000U * 2000U);
}

struct TwoDetections {
  Detections<Host> found{{Box{10, 10, 40, 40}, Box{50, 50, 90, 90}, Box{5, 50, 20, 90}},
                         {0.9F, 0.8F, 0.1F},
                         {1, 2, 1}};
  DetectionsTrace<Host> trace;
  HostTensor<Box, 1> proposals = {Box{12, 12, 42, 42}, Box{55, 55, 90, 90}};

  TwoDetections() {
    trace.class_probabilities = {{0.0F, 1.0F, 0.0F}, {0.25F, 0.25F, 0.5F}};
    trace.proposals = {0, 1, 0};
  }
};

TEST(DetectionsPicture, ShowsTheLikelyOnesInTheirColours) {
  const TwoDetections d;
  const Rgb picture =
      draw_detections(plain_image(100, 100), d.found, d.trace, d.proposals, kClasses);
  EXPECT_GT(count_of(picture, color_of(0)), 2000U);
  EXPECT_GT(count_of(picture, color_of(1)), 2000U);
  EXPECT_EQ(count_of(picture, color_of(2)), 0U) << "its score is 0.1";
}

TEST(ClassScoresPicture, ABarIsAsLongAsItsProbability) {
  const TwoDetections d;
  const Rgb picture = draw_class_scores(d.found, d.trace, kClasses);
  const auto first = static_cast<double>(count_of(picture, color_of(0)));   // 1
  const auto second = static_cast<double>(count_of(picture, color_of(1)));  // 0.5 and 0.25
  EXPECT_NEAR(second / first, 0.75, 0.03);
}

TEST(IouFilterPicture, ValidBoxesAreColouredAndRejectedOnesDashedGrey) {
  const FourBoxes example;
  IouFilterTrace<Host> trace;
  iou_filter(example.proposed, example.truth, {}, &trace);
  const InputImage<Host> paper = plain_image(220, 220);
  const Rgb picture = draw_iou_filter(paper, example.proposed, example.truth, trace, kClasses);
  EXPECT_GT(count_of(picture, color_of(0)), 3000U);
  EXPECT_GT(count_of(picture, color_of(1)), 3000U);
  EXPECT_EQ(count_of(picture, color_of(2)), 0U);
  EXPECT_EQ(count_of(picture, color_of(3)), 0U);
  EXPECT_GT(count_of(picture, kRejectedColor), 2000U);

  trace.keep = {1, 1, 1, 0};
  const Rgb other = draw_iou_filter(paper, example.proposed, example.truth, trace, kClasses);
  EXPECT_GT(count_of(other, color_of(2)), 3000U);
}

InstanceMasks<Host> one_square() {
  InstanceMasks<Host> instances{filled_tensor<float>({1, 28, 28}, 0.9F),
                                {Box{20, 20, 60, 60}},
                                {0.9F},
                                {1},
                                filled_tensor<std::uint8_t>({1, 100, 100}, 0)};
  for (std::size_t y = 20; y < 60; ++y) {
    for (std::size_t x = 20; x < 60; ++x) {
      instances.masks(0, y, x) = 1;
    }
  }
  return instances;
}

// Stage 5 left out detections 0 and 1, so the only mask is that of detection 2.
TEST(MasksPicture, AnObjectKeepsTheColourItHadBeforeStage5) {
  for (const bool is_overlay : {false, true}) {
    const Rgb picture = is_overlay
                            ? draw_overlay(plain_image(100, 100), one_square(), kClasses, {}, {2})
                            : draw_masks(plain_image(100, 100), one_square(), kClasses, {2});
    EXPECT_GT(count_of(picture, color_of(2)), 300U);
    EXPECT_EQ(count_of(picture, color_of(0)), 0U);
  }
}

TEST(MasksPicture, ABoxOutsideThePhotographIsDrawnAsNothing) {
  InstanceMasks<Host> instances = one_square();
  instances.boxes(0) = {500, 500, 600, 600};
  EXPECT_EQ(count_of(draw_masks(plain_image(100, 100), instances, kClasses), color_of(0)), 0U);
}

}  // namespace
}  // namespace mrcnn
