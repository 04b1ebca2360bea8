#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/program/compare/row_match.hpp"

#include "tests/compare/tiny_trace.hpp"

namespace mrcnn {
namespace {

using Keys = std::vector<std::int64_t>;
using Rows = std::vector<std::size_t>;

bool never(std::size_t /*row*/, std::size_t /*other*/) {
  return false;
}

bool always(std::size_t /*row*/, std::size_t /*other*/) {
  return true;
}

TEST(RowMatch, RowsWithTheSameKeyArePartners) {
  const auto match = match_rows(Keys{5, 6, 7}, Keys{6, 7, 8}, never);
  ASSERT_TRUE(match);
  EXPECT_EQ(match->rows_a, (Rows{1, 2}));
  EXPECT_EQ(match->rows_b, (Rows{0, 1}));
  EXPECT_EQ(match->a.first_not_exempted(), 0U);
  EXPECT_EQ(match->b.first_not_exempted(), 2U);
  EXPECT_EQ(match->a.unpaired(), 1U);
  EXPECT_TRUE(match->swapped.empty()) << "the partners are in the same order";
}

TEST(RowMatch, AKeyThatOccursTwiceCannotBeMatched) {
  EXPECT_FALSE(match_rows(Keys{5, 5}, Keys{5}, never));
  EXPECT_FALSE(match_rows(Keys{5}, Keys{6, 6}, never));
  EXPECT_TRUE(match_rows(Keys{}, Keys{}, never));
}

TEST(RowMatch, PartnersInAnotherOrderAreSwappedUnlessTheyAreTied) {
  const auto swapped = match_rows(Keys{5, 6, 7}, Keys{5, 7, 6}, never);
  EXPECT_EQ(swapped->swapped, (Rows{2, 1}));
  EXPECT_EQ(swapped->exempted_swaps, 0U);
  const auto tied = match_rows(Keys{5, 6, 7}, Keys{5, 7, 6}, always);
  EXPECT_TRUE(tied->swapped.empty());
  EXPECT_EQ(tied->exempted_swaps, 2U);
}

TEST(RowMatch, OnlyRowsWithoutAPartnerAreExempted) {
  auto match = match_rows(Keys{5, 6, 7}, Keys{6}, never);
  match->a.exempt([](std::size_t row) { return row < 2; });
  EXPECT_EQ(match->a.exempted(), 1U);
  EXPECT_EQ(match->a.unpaired(), 2U);
  EXPECT_EQ(match->a.first_not_exempted(), 2U);
}

TEST(RowMatch, RowsAreTakenInTheGivenOrder) {
  const Array array = array_of<std::int32_t>({3, 2}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(take_rows(array, {2, 0}), array_of<std::int32_t>({2, 2}, {5, 6, 1, 2}));
  EXPECT_EQ(take_rows(array, {}).shape, (Rows{0, 2}));
  EXPECT_THROW(take_rows(array, {3}), ShapeError);
  EXPECT_THROW(take_rows(array_of<std::int32_t>({}, {1}), {0}), ShapeError);
}

}  // namespace
}  // namespace mrcnn
