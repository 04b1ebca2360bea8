#include <gtest/gtest.h>

#include "common/coco/rle_overlap.hpp"
#include "common/error.hpp"

#include "tests/coco/drawn_mask.hpp"

namespace mrcnn {
namespace {

Rle rle_of(const std::vector<std::string>& rows) {
  const DrawnMask mask = drawn(rows);
  return encode_rle(mask.pixels, mask.size);
}

TEST(RleOverlap, CountsSharedAndJoinedPixels) {
  const RleOverlap overlap = rle_overlap(rle_of({"##.", "##."}), rle_of({".##", ".#."}));
  EXPECT_EQ(overlap.intersection, 2);
  EXPECT_EQ(overlap.union_, 5);
}

TEST(RleOverlap, MasksOfAnotherSizeAreRefused) {
  EXPECT_THROW(rle_overlap(rle_of({"##"}), rle_of({"#", "#"})), ShapeError);
}

TEST(RleUnion, HoldsThePixelsOfBothAndNoEmptyRuns) {
  EXPECT_EQ(rle_union(rle_of({"#..", "#.."}), rle_of({".#.", ".#."})), rle_of({"##.", "##."}));
  EXPECT_EQ(rle_union(rle_of({"..", ".."}), rle_of({"..", ".."})), rle_of({"..", ".."}));
}

TEST(RleBounds, AreTheSmallestRectangle) {
  EXPECT_EQ(rle_bounds(rle_of({"....", ".#..", "..#.", "...."})),
            (std::array<double, 4>{1, 1, 2, 2}));
  EXPECT_EQ(rle_bounds(rle_of({"...", "..."})), (std::array<double, 4>{}));
}

TEST(RleBounds, ARunIntoTheNextColumnMakesThemAsHighAsTheImage) {
  EXPECT_EQ(rle_bounds(rle_of({".#.", "#.."})), (std::array<double, 4>{0, 0, 2, 2}));
}

}  // namespace
}  // namespace mrcnn
