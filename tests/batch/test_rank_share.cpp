#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/program/batch/rank_share.hpp"

#include "tests/io/test_files.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

constexpr const char* kModel = "m";
constexpr const char* kConfig = "c";

struct RankShareOf : testing::Test {
  /// A progress file of an earlier run with a line for each position.
  void leave(const std::string& name, const std::vector<std::int64_t>& positions,
             const std::string& model = kModel) const {
    ProgressFile file(folder.path() / name, false, model, kConfig);
    for (const std::int64_t position : positions) {
      file.append(position, image(position), position, "[]");
    }
  }

  static std::string image(std::int64_t position) { return std::to_string(position) + ".png"; }

  /// Opens a share's progress file; returns the positions that it has.
  std::vector<std::int64_t> open(const RankShare& share, bool proceed) {
    ProgressFile& file = share.open(progress, folder.path(), proceed, kModel, kConfig);
    std::vector<std::int64_t> positions;
    for (std::int64_t position = 1; position < 10; ++position) {
      if (file.has(position, image(position))) {
        positions.push_back(position);
      }
    }
    EXPECT_EQ(file.count(), positions.size());
    return positions;
  }

  TemporaryFolder folder;
  std::optional<ProgressFile> progress;
};

TEST_F(RankShareOf, EveryImageBelongsToOneRank) {
  for (const int count : {1, 2, 3, 7}) {
    for (std::size_t index = 0; index < 20; ++index) {
      int owners = 0;
      for (int rank = 0; rank < count; ++rank) {
        owners += RankShare({rank, count}).has(index) ? 1 : 0;
      }
      EXPECT_EQ(owners, 1) << index << " of " << count;
    }
    EXPECT_TRUE(RankShare({count - 1, count}).has(static_cast<std::size_t>(count) - 1));
  }
}

TEST_F(RankShareOf, TheFirstRankGoesOnWithTheLinesOfAllRanksAndRemovesTheirFiles) {
  leave("progress.jsonl", {1, 4});
  leave("progress.1.jsonl", {2});
  leave("progress.12.jsonl", {3, 4});
  put(folder / "progress.txt", "not ours");
  put(folder / "detections.json", "[]");
  EXPECT_EQ(open(RankShare({0, 2}), true), (std::vector<std::int64_t>{1, 2, 3, 4}));
  EXPECT_EQ(names_in(folder.path()), (Names{"detections.json", "progress.jsonl", "progress.txt"}));
}

TEST_F(RankShareOf, WithoutContinueNothingIsTakenAndNothingIsLeft) {
  leave("progress.jsonl", {1});
  leave("progress.1.jsonl", {2});
  EXPECT_EQ(open(RankShare({0, 1}), false), std::vector<std::int64_t>{});
  EXPECT_EQ(names_in(folder.path()), Names{"progress.jsonl"});
  EXPECT_EQ(content_of(folder / "progress.jsonl"), "");
}

TEST_F(RankShareOf, ALineThatWasCutOffIsDoneAgain) {
  leave("progress.1.jsonl", {2});
  std::ofstream(folder.path() / "progress.1.jsonl", std::ios::app) << R"({"position":4,"file)";
  EXPECT_EQ(open(RankShare({0, 2}), true), (std::vector<std::int64_t>{2}));
}

TEST_F(RankShareOf, LinesOfAnotherModelAreRefusedAndStay) {
  leave("progress.1.jsonl", {2}, "other");
  EXPECT_THROW(open(RankShare({0, 2}), true), UsageError);
  EXPECT_TRUE(fs::exists(folder / "progress.1.jsonl"));
}

TEST_F(RankShareOf, AnotherRankHasItsOwnFileWithTheLinesOfItsShare) {
  leave("progress.jsonl", {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(open(RankShare({1, 3}), true), (std::vector<std::int64_t>{2, 5}));
  EXPECT_EQ(names_in(folder.path()), (Names{"progress.1.jsonl", "progress.jsonl"}));
}

TEST_F(RankShareOf, AnotherRankMakesTheFolderOfItsMachine) {
  std::optional<ProgressFile> file;
  (void)RankShare({2, 3}).open(file, folder / "a/b", false, kModel, kConfig);
  EXPECT_EQ(names_in(folder / "a/b"), Names{"progress.2.jsonl"});
}

TEST_F(RankShareOf, OfASingleProcessNothingIsGathered) {
  (void)open(RankShare({0, 1}), false);
  progress->append(1, "1.png", 1, "[]");
  ImageMessages messages = {{3, "bad"}};
  RankShare({0, 1}).gather(&*progress, messages);
  EXPECT_EQ(messages, (ImageMessages{{3, "bad"}}));
  EXPECT_EQ(names_in(folder.path()), Names{"progress.jsonl"});
}

TEST_F(RankShareOf, OnceGatheredTheFileOfAnotherRankIsRemoved) {
  (void)open(RankShare({1, 2}), false);
  ImageMessages messages;
  RankShare({1, 2}).gather(&*progress, messages);
  EXPECT_EQ(names_in(folder.path()), Names{});
}

}  // namespace
}  // namespace mrcnn
