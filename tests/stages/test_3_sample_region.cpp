#include <vector>

#include <gtest/gtest.h>

#include "stages/3_roi_align/sample_region.hpp"

#include "tests/stages/drawn_map.hpp"

namespace mrcnn {
namespace {

// The values of a map of ramps are 5 y + x: a mean of samples is the value at their mean place.
TEST(SampleRegion, ABinIsTheMeanOfItsSamples) {
  auto region = make_tensor<float>({1, 2, 1});
  sample_region(view(five_by_five()), {0, 0, 4, 2}, 1.0F, {}, view(region));
  EXPECT_EQ(region(0, 0, 0), 5.0F + 1.0F);
  EXPECT_EQ(region(0, 1, 0), 5.0F + 3.0F);
}

TEST(SampleRegion, OnlyTheGivenRegionIsWritten) {
  auto regions = filled_tensor<float>({3, 2, 2, 1}, -1.0F);
  sample_region(view(five_by_five()), {1, 1, 3, 3}, 1.0F, {}, view(regions)[1]);
  EXPECT_EQ(std::vector<float>(regions.begin(), regions.end()),
            (std::vector<float>{-1, -1, -1, -1, 9, 10, 14, 15, -1, -1, -1, -1}));
}

}  // namespace
}  // namespace mrcnn
