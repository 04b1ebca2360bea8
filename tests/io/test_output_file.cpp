#include <csignal>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/error.hpp"
#include "common/io/file.hpp"
#include "common/io/output_file.hpp"

#include "tests/io/test_files.hpp"

namespace mrcnn {

namespace {

using Names = std::vector<std::string>;

/// Runs `action` in a separate process and returns how it ended (waitpid's status).
template <class Action>
int status_of_child(Action&& action) {
  const pid_t child = ::fork();
  if (child == 0) {
    action();
    ::_exit(0);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  return status;
}

TEST(OutputFile, ContentAppearsUnderTheNameOnlyWithCommit) {
  const TemporaryFolder folder;
  OutputFile file(folder / "out.txt");
  file.write("one ");
  EXPECT_FALSE(std::filesystem::exists(folder / "out.txt"));
  file.write("two");
  file.commit();
  EXPECT_EQ(content_of(folder / "out.txt"), "one two");
  EXPECT_EQ(names_in(folder.path()), Names{"out.txt"});
}

TEST(OutputFile, WithoutCommitTheOldContentStaysAndNothingIsLeft) {
  const TemporaryFolder folder;
  put(folder / "out.txt", "old");
  {
    OutputFile file(folder / "out.txt");
    file.write("new");
    EXPECT_EQ(names_in(folder.path()).size(), 2U);
  }
  EXPECT_EQ(content_of(folder / "out.txt"), "old");
  EXPECT_EQ(names_in(folder.path()), Names{"out.txt"});
}

TEST(OutputFile, AKilledWriterLeavesTheOldContentUnderTheName) {
  const TemporaryFolder folder;
  put(folder / "out.txt", "old");
  const int status = status_of_child([&] {
    OutputFile file(folder / "out.txt");
    file.write("half of the n");
    ::raise(SIGKILL);
  });
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(content_of(folder / "out.txt"), "old");
}

TEST(OutputFile, OnlyWhatAnEndedProcessLeftIsALeftover) {
  const TemporaryFolder folder;
  const std::string alive = ".a.tmp-" + std::to_string(::getpid());
  const std::set<std::string> others = {alive,      ".a.tmp-999999999x", ".a.tmp-", ".a.tmp--1",
                                        ".a.tmp-0", "a.tmp-999999999",   ".a"};
  for (const std::string& name : others) {
    put(folder / name, "");
  }
  put(folder / ".a.tmp-999999999", "");  // above every system's largest number
  remove_leftovers(folder.path());
  const Names left = names_in(folder.path());
  EXPECT_EQ(std::set(left.begin(), left.end()), others);
}

TEST(OutputFile, AnUnfinishedFileOfAKilledProcessWithTheSameNumberIsNoObstacle) {
  const TemporaryFolder folder;
  put(folder / (".out.txt.tmp-" + std::to_string(::getpid())), "left over");
  write_file(folder / "out.txt", "new");
  EXPECT_EQ(content_of(folder / "out.txt"), "new");
  EXPECT_EQ(names_in(folder.path()), Names{"out.txt"});
}

TEST(OutputFile, AFullDiskIsAnErrorThatLeavesTheOldContentAndNothingElse) {
  const TemporaryFolder folder;
  put(folder / "out.txt", "old");
  constexpr int kRightError = 7;
  // The file size limit of a process fails like a full disk: after some bytes, in the middle.
  const int status = status_of_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const std::string message =
        message_of<OutputError>([&] { write_file(folder / "out.txt", std::string(3000, 'x')); });
    const std::string expected =
        (folder / "out.txt").string() + ": cannot be written: File too large";
    ::_exit(message == expected ? kRightError : 1);
  });
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), kRightError);
  EXPECT_EQ(content_of(folder / "out.txt"), "old");
  EXPECT_EQ(names_in(folder.path()), Names{"out.txt"});
}

TEST(OutputFile, PlacesWhereNoFileCanBeAreRefused) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "sub");
  const std::vector<std::pair<std::filesystem::path, std::string>> cases = {
      {folder / "missing/out.txt", "cannot be created: No such file or directory"},
      {"/proc/out.txt", "cannot be created: "},  // the cause depends on who runs the test
      {folder / "sub", "exists and is not a regular file; it is not replaced"},
      {folder / "sub/", "does not name a file"},
      {"/dev/full", "exists and is not a regular file; it is not replaced"},
  };
  for (const auto& refused : cases) {
    const std::filesystem::path& path = refused.first;
    const std::string start = path.string() + ": " + refused.second;
    EXPECT_EQ(message_of<OutputError>([&] { write_file(path, "x"); }).find(start), 0U) << path;
  }
  EXPECT_EQ(message_of<OutputError>([] { write_file("", "x"); }),
            "(empty path): does not name a file");
  EXPECT_EQ(names_in(folder.path()), Names{"sub"});

  struct stat status {};

  ASSERT_EQ(::stat("/dev/full", &status), 0);
  EXPECT_TRUE(S_ISCHR(status.st_mode));
}

TEST(OutputFile, ALinkIsNotReplacedAndItsTargetIsNotTouched) {
  const TemporaryFolder folder;
  put(folder / "input.txt", "precious");
  std::filesystem::create_symlink(folder / "input.txt", folder / "link");
  EXPECT_NE(message_of<OutputError>([&] { write_file(folder / "link", "x"); }).find("not replaced"),
            std::string::npos);
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link"));
  EXPECT_EQ(content_of(folder / "input.txt"), "precious");
}

TEST(OutputFile, ANameOfTheGreatestLengthCanBeWritten) {
  const TemporaryFolder folder;
  const std::string name(255, 'n');
  write_file(folder / name, "x");
  EXPECT_EQ(names_in(folder.path()), Names{name});
}

TEST(OutputFile, PermissionsFollowTheUmask) {
  const TemporaryFolder folder;
  const mode_t before = ::umask(027);
  write_file(folder / "out.txt", "x");
  ::umask(before);
  const auto permissions = std::filesystem::status(folder / "out.txt").permissions();
  EXPECT_EQ(static_cast<unsigned>(permissions), 0640U);
}

TEST(OutputFile, ARelativeNameIsWrittenInTheWorkingFolder) {
  const TemporaryFolder folder;
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  write_file("bare.txt", "x");
  std::filesystem::current_path(before);
  EXPECT_EQ(names_in(folder.path()), Names{"bare.txt"});
}

}  // namespace

}  // namespace mrcnn
