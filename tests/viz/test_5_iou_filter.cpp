#include <gtest/gtest.h>

#include "stages/5_iou_filter/four_boxes.hpp"

#include "viz/5_iou_filter.hpp"

#include "tests/viz/drawn.hpp"

namespace mrcnn {
namespace {

TEST(IouFilterPicture, ValidBoxesAreColouredAndRejectedOnesDashedGrey) {
  const FourBoxes example;
  IouFilterTrace<Host> trace;
  iou_filter(example.proposed, &example.truth, {}, &trace);
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

}  // namespace
}  // namespace mrcnn
