#include <filesystem>

#include <gtest/gtest.h>

#include "stages/program/lab/progress.hpp"

namespace mrcnn {
namespace {

LabResult result_of(const std::string& file, LabState state, int passed) {
  LabResult result;
  result.file = file;
  result.state = state;
  result.groups["hand"] = {passed, 9};
  return result;
}

std::string name_in(const LabProgress& progress) {
  return std::filesystem::path(progress.file).filename().string();
}

TEST(Progress, AFileThatPassedStaysWhenAnotherFails) {
  LabProgress progress;
  note_result(progress, result_of("a.cpp", LabState::failed, 4));
  EXPECT_EQ(progress.passed, 4);
  note_result(progress, result_of("b.cpp", LabState::passed, 9));
  note_result(progress, result_of("a.cpp", LabState::failed, 5));
  EXPECT_EQ(progress.state, "passed");
  EXPECT_EQ(progress.passed, 9);
  EXPECT_EQ(name_in(progress), "b.cpp");
}

TEST(Progress, AFileThatFailsNowHasNotPassed) {
  LabProgress progress;
  note_result(progress, result_of("b.cpp", LabState::passed, 9));
  note_result(progress, result_of("./b.cpp", LabState::crashed, 0));
  EXPECT_EQ(progress.state, "crashed");
}

TEST(Progress, AnotherFileThatPassesIsTaken) {
  LabProgress progress;
  note_result(progress, result_of("b.cpp", LabState::passed, 9));
  note_result(progress, result_of("c.py", LabState::passed, 9));
  EXPECT_EQ(name_in(progress), "c.py");
}

}  // namespace
}  // namespace mrcnn
