#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "common/geometry/anchors.hpp"
#include "common/geometry/box.hpp"
#include "common/geometry/box_coder.hpp"
#include "common/geometry/iou_matrix.hpp"
#include "common/geometry/nms.hpp"
#include "common/image/preprocess.hpp"

#include "stages/3_roi_align/roi_align.hpp"
#include "stages/3_roi_align/roi_levels.hpp"
#include "stages/4_box_head/box_head.hpp"
#include "stages/6_masks/paste_masks.hpp"

#include "tests/golden/golden.hpp"

namespace mrcnn {
namespace {

TEST(GoldenOps, AnchorsHaveTorchvisionsBits) {
  const auto anchors =
      make_anchors<Host>({96, 160}, {{12, 20}, {6, 10}, {3, 5}},
                         {.sizes = {16, 50, 333}, .aspect_ratios = {0.5F, 1.0F, 2.0F, 3.7F}});
  EXPECT_TRUE(agrees("ops/anchors/anchors", to_array(anchors), kSameBits));
}

TEST(GoldenOps, AnchorsOfP6On800RowsHaveTorchvisionsStrideOf61) {
  const auto anchors = make_anchors<Host>({800, 1088}, {{13, 17}},
                                          {.sizes = {512}, .aspect_ratios = {0.5F, 1.0F, 2.0F}});
  EXPECT_TRUE(agrees("ops/anchors_p6_of_800/anchors", to_array(anchors), kSameBits));
}

/// Each corner within four roundings of the largest coordinate of its box.
bool is_near(const Box& expected, const Box& got) {
  const float largest = std::max(
      {std::abs(expected.x1), std::abs(expected.y1), std::abs(expected.x2), std::abs(expected.y2)});
  const float bound = 4 * std::numeric_limits<float>::epsilon() * largest;
  return std::abs(got.x1 - expected.x1) <= bound && std::abs(got.y1 - expected.y1) <= bound &&
         std::abs(got.x2 - expected.x2) <= bound && std::abs(got.y2 - expected.y2) <= bound;
}

void expect_decoding(const std::string& folder, const CoderWeights& weights) {
  const auto references = golden_boxes(folder + "/boxes");
  const auto deltas = golden_tensor<float, 2>(folder + "/deltas");
  auto decoded = make_tensor<Box>({references.size()});
  auto clipped = make_tensor<Box>({references.size()});
  for (std::size_t i = 0; i < references.size(); ++i) {
    decoded(i) =
        decode(references(i), {deltas(i, 0), deltas(i, 1), deltas(i, 2), deltas(i, 3)}, weights);
    clipped(i) = clip_box(decoded(i), {0, 0, 400, 300});
  }
  const auto expected = golden_boxes(folder + "/decoded");
  ASSERT_EQ(expected.size(), decoded.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_TRUE(is_near(expected(i), decoded(i))) << folder << ", box " << i;
  }
  EXPECT_TRUE(agrees(folder + "/clipped", to_array(clipped), within(1e-3)));
}

TEST(GoldenOps, DecodingWithWeightsOfTheRpnGivesWhatTorchvisionGives) {
  expect_decoding("ops/decode_rpn", {});
}

TEST(GoldenOps, DecodingWithWeightsOfTheBoxHeadGivesWhatTorchvisionGives) {
  expect_decoding("ops/decode_box_head", {10, 10, 5, 5});
}

TEST(GoldenOps, EncodingGivesWhatTorchvisionGives) {
  const auto references = golden_boxes("ops/encode/boxes");
  const auto targets = golden_boxes("ops/encode/targets");
  auto deltas = make_tensor<float>({references.size(), 4});
  for (std::size_t i = 0; i < references.size(); ++i) {
    const BoxDelta delta = encode(references(i), targets(i), {10, 10, 5, 5});
    deltas(i, 0) = delta.dx;
    deltas(i, 1) = delta.dy;
    deltas(i, 2) = delta.dw;
    deltas(i, 3) = delta.dh;
  }
  // Shifts cancel: centres of a few hundred pixels, divided by sides from 6 pixels on, times 10.
  EXPECT_TRUE(agrees("ops/encode/deltas", to_array(deltas), within(2e-4)));
}

void expect_nms(const std::string& folder, double max_iou) {
  auto fate = filled_tensor<std::int32_t>({120}, kKept);
  const auto keep = non_maximum_suppression(
      golden_boxes(folder + "/boxes"), golden_tensor<float, 1>(folder + "/scores"),
      golden_tensor<std::int32_t, 1>(folder + "/groups"), {.max_iou = max_iou}, fate);
  EXPECT_TRUE(agrees(folder + "/keep", to_array(keep), kSameBits));
  EXPECT_TRUE(agrees(folder + "/suppressed_by", to_array(fate), kSameBits));
}

TEST(GoldenOps, NmsAtOneHalfKeepsTorchvisionsBoxesThroughTiesAndExactOverlaps) {
  expect_nms("ops/nms_half", 0.5);
}

TEST(GoldenOps, NmsAtSevenTenthsKeepsTorchvisionsBoxesThroughTiesAndExactOverlaps) {
  expect_nms("ops/nms_seven_tenths", 0.7);
}

TEST(GoldenOps, RoiAlignGivesWhatTorchvisionGivesInsideOutsideTinyAndHuge) {
  const auto features = golden_map("ops/roi_align/features");
  const auto boxes = golden_boxes("ops/roi_align/boxes");
  for (const int sampling : {2, 0}) {
    for (const bool aligned : {false, true}) {
      const auto regions = roi_align_map(features, boxes, 0.25F, 7, 5,
                                         {.sampling_ratio = sampling, .aligned = aligned});
      const std::string name =
          concat("ops/roi_align/regions_sampling", sampling, "_aligned", aligned);
      EXPECT_TRUE(agrees(name, to_chw_array(regions.features), {Bound::Kind::kOfLargest, 2e-5}));
    }
  }
}

TEST(GoldenOps, LevelsAreTorchvisionsToTheLastBitOfTheThresholds) {
  const auto levels = roi_levels(golden_boxes("ops/levels/boxes"));
  EXPECT_TRUE(agrees("ops/levels/levels", to_array(levels), kSameBits));
}

TEST(GoldenOps, IouGivesWhatTorchvisionGives) {
  const auto iou = iou_matrix(golden_boxes("ops/iou/a"), golden_boxes("ops/iou/b"));
  EXPECT_TRUE(agrees("ops/iou/iou", to_array(iou), within(1e-6)));
}

TEST(GoldenOps, DetectionsAreTorchvisions) {
  const std::string folder = "ops/detections/";
  DetectionsTrace<Host> trace;
  const auto found = detections({golden_tensor<float, 2>(folder + "class_logits"),
                                 golden_tensor<float, 2>(folder + "box_deltas")},
                                golden_boxes(folder + "proposals_in"), BoxFrame(ImageSize{90, 120}),
                                {.detections_per_image = 30}, &trace);
  EXPECT_TRUE(agrees(folder + "boxes", to_array(found.boxes), within(1e-3)));
  EXPECT_TRUE(agrees(folder + "scores", to_array(found.scores), within(1e-6)));
  EXPECT_TRUE(agrees(folder + "labels", to_array(found.labels), kSameBits));
  EXPECT_TRUE(agrees(folder + "proposals", to_array(trace.proposals), kSameBits));
  EXPECT_TRUE(agrees(folder + "suppressed_by", to_array(trace.suppressed_by), kSameBits));
}

TEST(GoldenOps, PastedMasksAreTorchvisionsForBoxesWithinAndAcrossTheBorder) {
  const auto masks28 = golden_tensor<float, 3>("ops/paste/masks28");
  const auto boxes = golden_boxes("ops/paste/boxes");
  const auto masks = paste_masks(masks28, boxes, {30, 37});
  EXPECT_TRUE(agrees("ops/paste/masks", to_array(masks), within(1e-6)));
}

class GoldenPreprocessing : public testing::TestWithParam<std::string> {
 protected:
  static ScaleRule rule() {
    return GetParam() == "float32" ? ScaleRule::float32 : ScaleRule::double_precision;
  }
};

TEST_P(GoldenPreprocessing, SizesAreTorchvisions) {
  const auto originals = golden_tensor<std::int32_t, 2>("ops/resized_size/original");
  auto sizes = make_tensor<std::int32_t>({originals.shape(0), 2});
  for (std::size_t i = 0; i < originals.shape(0); ++i) {
    const ImageSize size = resized_size({originals(i, 0), originals(i, 1)}, {.scale_rule = rule()});
    sizes(i, 0) = size.height;
    sizes(i, 1) = size.width;
  }
  EXPECT_TRUE(agrees("ops/resized_size/" + GetParam(), to_array(sizes), kSameBits));
}

TEST_P(GoldenPreprocessing, InputIsTorchvisions) {
  const std::string folder = "ops/preprocess_" + GetParam();
  const InputImage<Host> image{golden_tensor<std::uint8_t, 3>(folder + "/image")};
  const auto input = preprocess(image, {.min_size = 32, .max_size = 50, .scale_rule = rule()});
  const auto size = golden_tensor<std::int32_t, 1>(folder + "/resized_size");
  EXPECT_EQ(input.resized, (ImageSize{size(0), size(1)}));
  EXPECT_EQ(input.original, (ImageSize{23, 37}));
  EXPECT_TRUE(agrees(folder + "/input", to_chw_array(input.pixels), within(1e-6)));
}

INSTANTIATE_TEST_SUITE_P(Rules, GoldenPreprocessing, testing::Values("float32", "double"),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace mrcnn
