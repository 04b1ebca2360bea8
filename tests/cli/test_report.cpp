#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/cli/program.hpp"

namespace mrcnn {
namespace {

class Report : public ProgramTest {
 protected:
  void make_trace() const {
    const Finished run = run_small_net("--out out --dump trace --no-pictures");
    ASSERT_EQ(run.exit_code, 0) << run.error;
  }

  /// One line on standard error that contains `words`.
  static void expect_one_line(const Finished& run, int exit_code, const std::string& words) {
    EXPECT_EQ(run.exit_code, exit_code) << run.error;
    EXPECT_NE(run.error.find(words), std::string::npos) << run.error;
    EXPECT_EQ(run.error.find('\n'), run.error.size() - 1) << run.error;
  }
};

TEST_F(Report, APageIsOneFileAndTheSameEveryTime) {
  make_trace();
  const Finished first = mrcnn("report trace -o a.html");
  ASSERT_EQ(first.exit_code, 0) << first.error;
  EXPECT_NE(first.out.find("the page is a.html"), std::string::npos);
  EXPECT_NE(first.out.find("in the page    arrays"), std::string::npos);
  ASSERT_EQ(mrcnn("report trace -o b.html --quiet").out, "");
  const std::string page = file_text(folder() / "a.html");
  EXPECT_EQ(page.substr(0, 15), "<!DOCTYPE html>");
  EXPECT_EQ(page, file_text(folder() / "b.html"));
}

TEST_F(Report, SizesComeAsJson) {
  make_trace();
  const Finished run = mrcnn("report trace -o a.html --json");
  EXPECT_EQ(run.out.substr(0, 13), "{\n  \"bytes\": ");
}

TEST_F(Report, AnotherTraceIsCompared) {
  make_trace();
  ASSERT_EQ(mrcnn("run --resume trace --from proposals --set proposals.nms_iou=0.3 --dump other "
                  "--model " +
                  small_net("model.safetensors"))
                .exit_code,
            0);
  ASSERT_EQ(mrcnn("report trace -o page.html --against other").exit_code, 0);
  const std::string page = file_text(folder() / "page.html");
  EXPECT_NE(page.find("setting proposals.nms_iou"), std::string::npos);
  EXPECT_NE(page.find("against/4_box_head/boxes"), std::string::npos);
}

TEST_F(Report, ATraceThatStopsEarlyHasAPage) {
  const Finished run = run_small_net("--to roi_align --dump trace --no-pictures");
  ASSERT_EQ(run.exit_code, 0) << run.error;
  EXPECT_EQ(mrcnn("report trace -o page.html").exit_code, 0);
}

TEST_F(Report, APageHoldsSmallHeadsAndTheMapsTheyRead) {
  make_trace();
  ASSERT_EQ(mrcnn("report trace -o page.html").exit_code, 0);
  const std::string page = file_text(folder() / "page.html");
  EXPECT_NE(page.find("live/fc6_bias"), std::string::npos);
  EXPECT_NE(page.find("live/p5"), std::string::npos);
}

TEST_F(Report, TheConvolutionOfP2IsInThePageOnlyIfLiveAsksForIt) {
  make_trace();
  ASSERT_EQ(mrcnn("report trace -o page.html").exit_code, 0);
  EXPECT_NE(file_text(folder() / "page.html").find("live/lateral3"), std::string::npos);
  EXPECT_EQ(file_text(folder() / "page.html").find("live/lateral2"), std::string::npos);
  ASSERT_EQ(mrcnn("report trace -o page.html --live").exit_code, 0);
  EXPECT_NE(file_text(folder() / "page.html").find("live/lateral2"), std::string::npos);
}

TEST_F(Report, WithoutTheModelThatMadeTheTraceAPageHasNoHeads) {
  ASSERT_EQ(shell("cp " + small_net("model.safetensors") + " own.safetensors").exit_code, 0);
  ASSERT_EQ(mrcnn("run " + small_net("image.png") +
                  " --model $PWD/own.safetensors --out out --dump trace --no-pictures")
                .exit_code,
            0);
  std::filesystem::remove(folder() / "own.safetensors");
  ASSERT_EQ(mrcnn("report trace -o page.html").exit_code, 0);
  EXPECT_NE(file_text(folder() / "page.html").find("\"no_live\":\"model\""), std::string::npos);
  expect_one_line(mrcnn("report trace -o page.html --live"), 2, "give --model FILE");
  EXPECT_EQ(
      mrcnn("report trace -o page.html --live --model " + small_net("model.safetensors")).exit_code,
      0);
}

TEST_F(Report, HeadsThatAreTooLargeAreRefused) {
  make_trace();
  ASSERT_EQ(shell("sed -i 's/\"hidden\": [0-9]*/\"hidden\": 4096/' trace/manifest.json").exit_code,
            0);
  ASSERT_EQ(mrcnn("report trace -o page.html").exit_code, 0);
  EXPECT_NE(file_text(folder() / "page.html").find("\"no_live\":\"size\""), std::string::npos);
  expect_one_line(mrcnn("report trace -o page.html --live"), 2, "at most 64 MB go into a page");
}

TEST_F(Report, HeadsNeedTheMapsThatTheyRead) {
  make_trace();
  std::filesystem::remove(folder() / "trace/1_features/p4.npy");
  ASSERT_EQ(mrcnn("report trace -o page.html").exit_code, 0);
  expect_one_line(mrcnn("report trace -o page.html --live"), 2, "1_features/p2 to p5");
}

TEST_F(Report, AFolderThatIsNoTraceIsExitThree) {
  expect_one_line(mrcnn("report nowhere -o page.html"), 3, "nowhere: ");
  EXPECT_FALSE(std::filesystem::exists(folder() / "page.html"));
}

TEST_F(Report, WithoutTheImageThereIsNoPage) {
  make_trace();
  std::filesystem::remove(folder() / "trace/0_image/image.npy");
  expect_one_line(mrcnn("report trace -o page.html"), 3, "image.npy: is missing");
}

TEST_F(Report, CountsThatContradictEachOtherAreExitThree) {
  make_trace();
  std::filesystem::copy_file(folder() / "trace/4_box_head/labels.npy",
                             folder() / "trace/3_roi_align/levels.npy",
                             std::filesystem::copy_options::overwrite_existing);
  expect_one_line(mrcnn("report trace -o page.html"), 3, "expected");
}

TEST_F(Report, APageThatCannotBeWrittenIsExitFourAndLeavesTheOldOne) {
  make_trace();
  expect_one_line(mrcnn("report trace -o /proc/page.html"), 4, "/proc/page.html");
  std::filesystem::create_directory(folder() / "taken");
  expect_one_line(mrcnn("report trace -o taken"), 4, "taken");
  std::ofstream(folder() / "page.html") << "old\n";
  const Finished full =
      shell("sh -c 'ulimit -f 8; " MRCNN_PROGRAM_FILE " report trace -o page.html'");
  expect_one_line(full, 4, "page.html");
  EXPECT_EQ(file_text(folder() / "page.html"), "old\n");
  for (const auto& entry : std::filesystem::directory_iterator(folder())) {
    EXPECT_EQ(entry.path().filename().string().find(".tmp-"), std::string::npos) << entry.path();
  }
}

TEST_F(Report, APageNeedsAName) {
  EXPECT_EQ(mrcnn("report trace").exit_code, 2);
}

}  // namespace
}  // namespace mrcnn
