#pragma once
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "common/io/file.hpp"
#include "common/io/temporary_folder.hpp"

#include "stages/program/lab/check.hpp"

namespace mrcnn {

/// A test with a folder for what a student writes. Signatures of mutants are kept in the build
/// tree, not in the user's cache.
class StudentTest : public testing::Test {
 protected:
  StudentTest() { ::setenv("XDG_CACHE_HOME", MRCNN_TEST_CACHE, 1); }

  [[nodiscard]] std::filesystem::path file(const std::string& name, const std::string& text) const {
    write_file(folder_.path() / name, text);
    return folder_.path() / name;
  }

  [[nodiscard]] LabResult checked(int lab, const std::string& name, const std::string& text) const {
    return check_lab(graded_lab(lab), read_student_file(file(name, text)));
  }

 private:
  TemporaryFolder folder_;
};

/// How many cases passed in all groups together.
inline int passed_in(const LabResult& result) {
  int passed = 0;
  for (const auto& [group, score] : result.groups) {
    passed += score.passed;
  }
  return passed;
}

}  // namespace mrcnn
