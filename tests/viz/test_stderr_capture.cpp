#include <cstdio>
#include <string>

#include <gtest/gtest.h>

#include "viz/stderr_capture.hpp"

namespace mrcnn {
namespace {

TEST(StderrCapture, ReturnsWhatWasPrintedAndPrintsNothing) {
  testing::internal::CaptureStderr();
  StderrCapture capture;
  std::fputs("a line\n", stderr);
  EXPECT_EQ(capture.finish(), "a line\n");
  std::fputs("after\n", stderr);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "after\n");
}

TEST(StderrCapture, KeepsTheFirst4096Bytes) {
  StderrCapture capture;
  std::fputs(std::string(10000, 'x').c_str(), stderr);
  EXPECT_EQ(capture.finish(), std::string(4096, 'x'));
}

TEST(StderrCapture, EndsWithTheObjectAndTwiceIsHarmless) {
  testing::internal::CaptureStderr();
  {
    StderrCapture capture;
    std::fputs("lost", stderr);
  }
  StderrCapture second;
  (void)second.finish();
  EXPECT_EQ(second.finish(), "");
  std::fputs("seen", stderr);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "seen");
}

}  // namespace
}  // namespace mrcnn
