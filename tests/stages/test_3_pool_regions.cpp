#include <gtest/gtest.h>

#include "common/enum_names.hpp"

#include "stages/3_roi_align/alternatives/crop_and_resize.hpp"
#include "stages/3_roi_align/alternatives/roi_pool.hpp"
#include "stages/3_roi_align/pool_regions.hpp"

#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"
#include "tests/support/random.hpp"

namespace mrcnn {
namespace {

TEST(PoolRegions, EachWordCallsTheFunctionOfItsName) {
  FeaturePyramid<Host> pyramid;
  for (std::size_t level = 0; level < 4; ++level) {
    pyramid.levels.push_back(random_tensor({32U >> level, 32U >> level, 3}, level));
  }
  const auto boxes = random_boxes(10, 100, 1);
  const RoiAlignParams params{.sampling_ratio = 1};
  const auto by_word = [&](const char* word) {
    return pool_regions(value_named<Pooling>(word).value(), pyramid, boxes, 3, params).features;
  };
  expect_same(by_word("roi_align"), roi_align(pyramid, boxes, 3, params).features);
  expect_same(by_word("roi_pool"), roi_pool(pyramid, boxes, 3, params).features);
  expect_same(by_word("crop_and_resize"), crop_and_resize(pyramid, boxes, 3, params).features);
}

}  // namespace
}  // namespace mrcnn
