#include <gtest/gtest.h>

#include "common/io/index_range.hpp"

namespace mrcnn {
namespace {

TEST(IndexRange, NamesTheLastIndexAndDoesNotComputeIt) {
  EXPECT_EQ(index_range(5), "0 to 4");
  EXPECT_EQ(index_range(1), "0 to 0");
  EXPECT_EQ(index_range(0), "none");
}

}  // namespace
}  // namespace mrcnn
