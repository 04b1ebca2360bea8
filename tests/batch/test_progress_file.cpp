#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/program/batch/progress_file.hpp"

#include "tests/io/test_files.hpp"
#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

constexpr const char* kCircle = R"([{"image_id":7,"score":0.9}])";
constexpr const char* kTwo = R"([{"image_id":8,"score":0.8},{"image_id":8,"score":0.7}])";

struct Progress : testing::Test {
  ProgressFile open(bool proceed, const std::string& model = "m") const {
    return ProgressFile(path, proceed, model, "c");
  }

  [[nodiscard]] std::string text() const { return content_of(path); }

  TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "progress.jsonl";
};

TEST_F(Progress, ALineWithoutItsEndIsDroppedAndTheOthersStay) {
  open(false).append(1, "a.png", 7, kCircle);
  const std::string whole = text();
  std::ofstream(path, std::ios::app) << R"({"position":2,"file":"b.png)";
  ProgressFile again = open(true);
  EXPECT_EQ(again.count(), 1U);
  EXPECT_TRUE(again.has(1, "a.png"));
  EXPECT_FALSE(again.has(1, "b.png")) << "another file at this position";
  EXPECT_FALSE(again.has(2, "b.png"));
  EXPECT_EQ(text(), whole);
}

TEST_F(Progress, WithoutContinueItBeginsAgain) {
  open(false).append(1, "a.png", 7, kCircle);
  EXPECT_EQ(open(false).count(), 0U);
  EXPECT_EQ(text(), "");
}

TEST_F(Progress, AnotherModelIsRefused) {
  open(false).append(1, "a.png", 7, kCircle);
  EXPECT_EQ(message_of<UsageError>([&] { (void)open(true, "other"); }),
            path.string() +
                ": was made with another model, configuration or ground truth; start "
                "again without --continue, or with another --out");
}

TEST_F(Progress, LinesOfImagesThatTheRunDoesNotHaveAreDropped) {
  {
    ProgressFile file = open(false);
    file.append(1, "a.png", 7, kCircle);
    file.append(2, "b.png", 8, kTwo);
    file.append(3, "c.png", 9, kCircle);
  }
  ProgressFile file = open(true);
  file.keep_only({"a.png", "c.png"});
  EXPECT_TRUE(file.has(1, "a.png"));
  EXPECT_EQ(file.count(), 1U) << "c.png was at another position";
  file.put_in_order();
  EXPECT_EQ(text(), file.text());
}

TEST_F(Progress, AnImageThatChangedSinceIsNotDone) {
  const std::filesystem::path image = folder.path() / "a.png";
  std::ofstream(image) << "pixels";
  open(false).append(1, image.string(), 7, kCircle);
  const auto written = std::filesystem::last_write_time(path);
  std::filesystem::last_write_time(image, written - std::chrono::seconds(1));
  {
    ProgressFile same = open(true);
    same.keep_only({image.string()});
    EXPECT_EQ(same.count(), 1U);
  }
  std::filesystem::last_write_time(path, written);
  std::filesystem::last_write_time(image, written + std::chrono::seconds(1));
  ProgressFile file = open(true);
  EXPECT_TRUE(file.has(1, image.string()));
  file.keep_only({image.string()});
  EXPECT_FALSE(file.has(1, image.string()));
}

TEST_F(Progress, ResultsAreOneListInTheOrderOfPositions) {
  ProgressFile file = open(false);
  file.append(3, "c.png", 8, kTwo);
  file.append(2, "b.png", 9, "[]");
  file.append(1, "a.png", 7, kCircle);
  file.write_results(folder.path() / "detections.json");
  EXPECT_EQ(content_of(folder.path() / "detections.json"),
            "[\n{\"image_id\":7,\"score\":0.9},\n{\"image_id\":8,\"score\":0.8},\n"
            "{\"image_id\":8,\"score\":0.7}\n]\n");
}

TEST_F(Progress, PutInOrderTheFileHasTheLinesByPosition) {
  ProgressFile file = open(false);
  file.append(2, "b.png", 8, kTwo);
  file.append(1, "a.png", 7, kCircle);
  const std::string in_order = file.text();
  EXPECT_NE(text(), in_order);
  file.put_in_order();
  EXPECT_EQ(text(), in_order);
  EXPECT_EQ(in_order.find("\"position\":1"), 1U);
}

TEST_F(Progress, OfAnotherRanksLinesTheWantedOnesAreTaken) {
  ProgressFile file = open(false);
  file.append(1, "a.png", 7, kCircle);
  ProgressFile other(folder.path() / "progress.1.jsonl", false, "m", "c");
  other.append(1, "x.png", 7, "[]");
  other.append(2, "b.png", 8, kTwo);
  other.append(3, "c.png", 9, "[]");
  std::istringstream lines(other.text() + "{\"position\":4");
  file.absorb(lines, [](std::int64_t position) { return position < 3; });
  EXPECT_EQ(file.count(), 2U);
  EXPECT_TRUE(file.has(1, "a.png")) << "its own line stays";
  EXPECT_TRUE(file.has(2, "b.png"));
}

}  // namespace
}  // namespace mrcnn
