#include <gtest/gtest.h>

#include "stages/2_proposals/pad_with_zeros.hpp"

#include "tests/support/boxes.hpp"

namespace mrcnn {
namespace {

using Rows = std::vector<std::int32_t>;

TEST(PadWithZeros, AppendsBoxesOfZerosThatBelongToNoCandidate) {
  const Box box{1, 2, 3, 4};
  Proposals<Host> proposals{list<Box>({box}), list<float>({0.5F})};
  auto kept = list<std::int32_t>({7});
  pad_with_zeros(proposals, kept, 3);
  EXPECT_EQ(values(proposals.boxes), (std::vector<Box>{box, {0, 0, 0, 0}, {0, 0, 0, 0}}));
  EXPECT_EQ(values(proposals.scores), (std::vector<float>{0.5F, 0.0F, 0.0F}));
  EXPECT_EQ(values(kept), (Rows{7, -1, -1}));
}

TEST(PadWithZeros, LeavesAFullListAlone) {
  Proposals<Host> proposals{list<Box>({{1, 2, 3, 4}, {5, 6, 7, 8}}), list<float>({0.5F, 0.25F})};
  auto kept = list<std::int32_t>({7, 9});
  pad_with_zeros(proposals, kept, 2);
  EXPECT_EQ(proposals.boxes.size(), 2U);
  EXPECT_EQ(values(kept), (Rows{7, 9}));
}

TEST(PadWithZeros, FillsAnEmptyList) {
  Proposals<Host> proposals{list<Box>({}), list<float>({})};
  auto kept = list<std::int32_t>({});
  pad_with_zeros(proposals, kept, 2);
  EXPECT_EQ(values(proposals.scores), (std::vector<float>{0.0F, 0.0F}));
  EXPECT_EQ(values(kept), (Rows{-1, -1}));
}

}  // namespace
}  // namespace mrcnn
