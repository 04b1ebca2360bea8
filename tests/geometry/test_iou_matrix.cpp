#include <gtest/gtest.h>

#include "common/geometry/iou_matrix.hpp"

#include "tests/support/boxes.hpp"
#include "tests/support/close.hpp"

namespace mrcnn {
namespace {

TEST(IouMatrix, RowsAreOfTheFirstListColumnsOfTheSecond) {
  const auto matrix = iou_matrix(list<Box>({{0, 0, 2, 2}, {0, 0, 1, 1}}),
                                 list<Box>({{1, 0, 3, 2}, {0, 0, 2, 2}, {5, 5, 6, 6}}));
  const HostTensor<float, 2> expected = {{1.0F / 3.0F, 1.0F, 0.0F}, {0.0F, 0.25F, 0.0F}};
  expect_same(matrix, expected);
}

TEST(IouMatrix, EitherListMayBeEmpty) {
  const auto two = list<Box>({{0, 0, 1, 1}, {0, 0, 1, 1}});
  const auto none = list<Box>({});
  EXPECT_EQ(iou_matrix(two, none).shape(), (std::array<std::size_t, 2>{2, 0}));
  EXPECT_EQ(iou_matrix(none, two).shape(), (std::array<std::size_t, 2>{0, 2}));
  EXPECT_EQ(iou_matrix(none, none).shape(), (std::array<std::size_t, 2>{0, 0}));
}

}  // namespace
}  // namespace mrcnn
