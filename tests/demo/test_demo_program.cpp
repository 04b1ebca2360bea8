#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include "stages/program/demo/demo_program.hpp"

namespace mrcnn {
namespace {

/// Runs a demo with arguments; `file` gets the picture's path.
int run_demo(std::vector<std::string> arguments, std::filesystem::path& file) {
  std::vector<char*> argv;
  for (std::string& argument : arguments) {
    argv.push_back(argument.data());
  }
  return main_of_demo(static_cast<int>(argv.size()), argv.data(), "default.png",
                      [&file](const std::filesystem::path& path) { file = path; });
}

TEST(DemoProgram, DrawsIntoItsOwnPictureOrTheOneItIsGiven) {
  std::filesystem::path file;
  EXPECT_EQ(run_demo({"demo"}, file), 0);
  EXPECT_EQ(file, "default.png");
  EXPECT_EQ(run_demo({"demo", "other.png"}, file), 0);
  EXPECT_EQ(file, "other.png");
}

TEST(DemoProgram, AnExceptionIsOneLineAndExitCodeOne) {
  std::string name = "demo";
  std::vector<char*> argv = {name.data()};
  testing::internal::CaptureStderr();
  EXPECT_EQ(main_of_demo(1, argv.data(), "x.png",
                         [](const std::filesystem::path&) { throw std::runtime_error("no"); }),
            1);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "demo: no\n");
}

}  // namespace
}  // namespace mrcnn
