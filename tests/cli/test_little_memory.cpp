#include <algorithm>

#include "tests/cli/program.hpp"

namespace mrcnn {
namespace {

class LittleMemory : public ProgramTest {
 protected:
  /// A call of the program with this many MB of address space.
  [[nodiscard]] Finished limited(int megabytes, const std::string& arguments) const {
    return shell("sh -c 'ulimit -v " + std::to_string(megabytes * 1024) +
                 "; timeout 120 " MRCNN_PROGRAM_FILE " " + arguments + "'");
  }
};

TEST_F(LittleMemory, GivesTheRightAnswerOrExitCodeFour) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "AddressSanitizer reserves terabytes of address space";
#endif
  const std::string run = "--threads 2 run " + small_net("image.png") + " --model " +
                          small_net("model.safetensors") + " --quiet --out out";
  ASSERT_EQ(mrcnn(run).exit_code, 0);
  const std::string right = file_text(folder() / "out/detections.json");

  constexpr int kStep = 20;
  int limit = kStep;
  while (limit < 1000 && limited(limit, "--version").exit_code != 0) {
    limit += kStep;
  }
  ASSERT_LT(limit, 200) << "so little is enough to start";
  for (int i = 0; i < 12; ++i, limit += kStep) {
    std::filesystem::remove_all(folder() / "out");
    const Finished small = limited(limit, run);
    if (small.exit_code == 0) {
      EXPECT_EQ(file_text(folder() / "out/detections.json"), right) << limit << " MB";
    } else {
      EXPECT_EQ(small.exit_code, 4) << limit << " MB: " << small.error;
      EXPECT_EQ(std::count(small.error.begin(), small.error.end(), '\n'), 1) << small.error;
      EXPECT_NE(small.error.find("out of memory"), std::string::npos) << small.error;
    }
  }
}

TEST_F(LittleMemory, TheProgramStartsWithoutTheReadersOfOtherImageFormats) {
  const Finished libraries = shell("env LD_TRACE_LOADED_OBJECTS=1 " MRCNN_PROGRAM_FILE);
  EXPECT_EQ(libraries.out.find("imgcodecs"), std::string::npos) << libraries.out;
  EXPECT_EQ(libraries.out.find("gdal"), std::string::npos) << libraries.out;
}

}  // namespace
}  // namespace mrcnn
