// Every process that mpirun starts runs all tests; they agree on the order of what they send.
#include <cstdlib>

#include <gtest/gtest.h>

#include "stages/program/batch/ranks.hpp"

namespace mrcnn {
namespace {

int environment_number(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? -1 : std::atoi(value);
}

TEST(MpiRanks, KnowTheirNumberAndTheNumberOfAll) {
  EXPECT_EQ(ranks().rank, environment_number("OMPI_COMM_WORLD_RANK"));
  EXPECT_EQ(ranks().count, environment_number("OMPI_COMM_WORLD_SIZE"));
  EXPECT_GT(ranks().count, 1) << "run it under mpirun";
}

/// Long, with zeros and line ends, and of another length for every rank; empty for rank 1.
std::string text_of(int rank) {
  std::string text;
  for (int i = 0; rank != 1 && i < 100'000 * (rank + 1); ++i) {
    text += static_cast<char>((i + rank) % 256);
  }
  return text;
}

TEST(MpiRanks, TheFirstGetsTheTextsOfAllInTheirOrder) {
  const std::vector<std::string> texts = gather_texts(text_of(ranks().rank));
  ASSERT_EQ(texts.size(), ranks().rank == 0 ? static_cast<std::size_t>(ranks().count) : 0U);
  for (std::size_t rank = 0; rank < texts.size(); ++rank) {
    EXPECT_EQ(texts[rank], text_of(static_cast<int>(rank))) << rank;
  }
}

TEST(MpiRanks, OneOfThemReportsTheEnd) {
  testing::internal::CaptureStderr();
  say_that_ranks_end();
  say_that_ranks_end();
  std::string said;
  for (const std::string& text : gather_texts(testing::internal::GetCapturedStderr())) {
    said += text;
  }
  EXPECT_EQ(said, ranks().rank > 0 ? ""
                                   : "mrcnn: another process of this run died, or mpirun was "
                                     "stopped; go on with --continue\n");
}

class Leaving : public testing::Environment {
 public:
  void TearDown() override {
    wait_for_all_ranks();
    leave_ranks(0, /*failed=*/false);
  }
};

[[maybe_unused]] const testing::Environment* const kLeaving =
    testing::AddGlobalTestEnvironment(new Leaving);  // GoogleTest deletes it

}  // namespace
}  // namespace mrcnn
