#pragma once
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/io/sha256.hpp"

namespace mrcnn {

/// What a call of the program left behind.
struct Finished {
  int exit_code = -1;
  std::string out;
  std::string error;
};

inline std::string file_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The command with the path of this repository as a shell reads it: a space may be in it.
inline std::string with_escaped_root(std::string command) {
  const std::string root = MRCNN_SOURCE_DIR;
  std::string escaped;
  for (const char c : root) {
    escaped += std::string(" '()&;$\"\\").find(c) == std::string::npos ? "" : "\\";
    escaped += c;
  }
  for (std::size_t at = 0; (at = command.find(root, at)) != std::string::npos;
       at += escaped.size()) {
    command.replace(at, root.size(), escaped);
  }
  return command;
}

/// A test with a temporary folder and the small net of tests/golden.
class ProgramTest : public testing::Test {
 protected:
  ProgramTest() {
    std::string name = (std::filesystem::temp_directory_path() / "mrcnn-test-XXXXXX").string();
    folder_ = mkdtemp(name.data());
  }

  ~ProgramTest() override { std::filesystem::remove_all(folder_); }

  /// Runs "mrcnn ARGUMENTS" in the test's folder, through the shell.
  [[nodiscard]] Finished mrcnn(const std::string& arguments) const {
    return shell(std::string(MRCNN_PROGRAM_FILE) + " " + arguments);
  }

  [[nodiscard]] Finished shell(const std::string& command) const {
    const std::string line = "cd " + folder_.string() + " && " + with_escaped_root(command) +
                             " >.out 2>.error </dev/null";
    const int status = std::system(line.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, file_text(folder_ / ".out"),
            file_text(folder_ / ".error")};
  }

  /// "mrcnn run" of the small net's image with its model.
  [[nodiscard]] Finished run_small_net(const std::string& more) const {
    return mrcnn("run " + small_net("image.png") + " --model " + small_net("model.safetensors") +
                 " " + more);
  }

  static std::string small_net(const std::string& file) {
    return MRCNN_TEST_DATA "/small_net/" + file;
  }

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

  /// Hash of every array and of detections.json below a folder, by relative path. The manifest,
  /// which holds times, and pictures, which do not belong to a trace, are left out.
  [[nodiscard]] std::map<std::string, std::string> hashes(const std::string& trace) const {
    std::map<std::string, std::string> result;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / trace)) {
      const std::string name = std::filesystem::relative(entry.path(), folder_ / trace).string();
      if (entry.is_regular_file() && name != "manifest.json" &&
          entry.path().extension() != ".png") {
        result[name] = sha256_of_file(entry.path());
      }
    }
    return result;
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace mrcnn
