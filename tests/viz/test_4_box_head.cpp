#include <gtest/gtest.h>

#include "viz/4_box_head.hpp"

#include "tests/viz/drawn.hpp"

namespace mrcnn {
namespace {

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

}  // namespace
}  // namespace mrcnn
