#include <csignal>

#include <gtest/gtest.h>

#include "common/error.hpp"
#include "common/io/temporary_folder.hpp"

#include "stages/program/lab/limited_child.hpp"

#include "tests/support/message.hpp"

namespace mrcnn {
namespace {

LimitedChild shell(const std::string& command, const ChildLimits& limits = {}) {
  const TemporaryFolder folder;
  return run_limited({"sh", "-c", command}, folder.path(), folder.path(), limits);
}

TEST(LimitedChild, ReportsExitCodeAndWhatWasPrinted) {
  const LimitedChild child = shell("echo out; echo error >&2; exit 7");
  EXPECT_EQ(child.end, ChildEnd::exited);
  EXPECT_EQ(child.code, 7);
  EXPECT_EQ(child.printed, "out\nerror\n");
}

TEST(LimitedChild, ReportsTheSignalItDiedOf) {
  const LimitedChild child = shell("kill -SEGV $$");
  EXPECT_EQ(child.end, ChildEnd::died);
  EXPECT_EQ(child.code, SIGSEGV);
}

TEST(LimitedChild, AnEndlessLoopIsTooSlow) {
  EXPECT_EQ(shell("while :; do :; done", {.seconds = 1}).end, ChildEnd::too_slow);
}

TEST(LimitedChild, AProgramThatSleepsIsEndedByTheClock) {
  EXPECT_EQ(shell("sleep 1000", {.most_seconds = 1}).end, ChildEnd::asleep);
}

TEST(LimitedChild, EndlessPrintingIsTooMuchOutput) {
  EXPECT_EQ(shell("yes", {.output = 1 << 20}).end, ChildEnd::too_much_output);
}

TEST(LimitedChild, ManyFilesAreTooMuchOutputTogether) {
  EXPECT_EQ(
      shell("for i in 1 2 3; do head -c 500000 /dev/zero > $i; done", {.output = 1 << 20}).end,
      ChildEnd::too_much_output);
}

TEST(LimitedChild, HasNoInput) {
  EXPECT_EQ(shell("read line || echo none").printed, "none\n");
}

TEST(LimitedChild, AProgramThatIsNotThereIsNamed) {
  const TemporaryFolder folder;
  EXPECT_EQ(message_of<OutputError>(
                [&] { (void)run_limited({"no-such-program"}, folder.path(), folder.path()); }),
            "no-such-program: cannot be started; is it installed?");
}

}  // namespace
}  // namespace mrcnn
