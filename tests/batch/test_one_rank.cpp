#include <gtest/gtest.h>

#include "stages/program/batch/ranks.hpp"

namespace mrcnn {
namespace {

// A process that mpirun did not start is alone, in a build with MPI too.
TEST(OneRank, IsTheFirstOfOne) {
  EXPECT_EQ(ranks().rank, 0);
  EXPECT_EQ(ranks().count, 1);
}

TEST(OneRank, GathersItsOwnText) {
  const std::string text("a\0b\n", 4);
  EXPECT_EQ(gather_texts(text), std::vector<std::string>{text});
  EXPECT_EQ(gather_texts(""), std::vector<std::string>{""});
}

TEST(OneRank, WaitsForNoneAndEndsWithoutAWord) {
  testing::internal::CaptureStderr();
  wait_for_all_ranks();
  say_that_ranks_end();
  leave_ranks(3, /*failed=*/true);
  leave_ranks(0, /*failed=*/false);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace mrcnn
