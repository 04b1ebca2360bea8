#include <csignal>
#include <fstream>
#include <thread>

#include "tests/cli/program.hpp"

namespace mrcnn {
namespace {

namespace fs = std::filesystem;

const std::string kNet = MRCNN_SOURCE_DIR "/tests/import/torch/net.pth";

/// Weights behind an address of this machine. Their name holds the beginning of their hash, as
/// torchvision's do.
class Fetch : public ProgramTest {
 protected:
  void SetUp() override {
    setenv("XDG_CACHE_HOME", (folder() / "cache").c_str(), 1);
    name_ = "net-" + sha256_of_file(kNet).substr(0, 8) + ".pth";
    fs::copy_file(kNet, folder() / name_);
    if (shell("curl --version").exit_code != 0) {
      GTEST_SKIP() << "curl is missing";
    }
  }

  void TearDown() override {
    if (!server_.empty()) {
      (void)shell("kill " + server_);
    }
  }

  /// Starts the server and returns the address of a file.
  std::string serve(const std::string& file, const std::string& options = "") {
    (void)shell("sh -c 'python3 -B " MRCNN_SOURCE_DIR "/tests/cli/range_server.py " + file + " " +
                options + " >asked.txt 2>/dev/null & echo $! >server.txt'");
    server_ = file_text(folder() / "server.txt");
    server_.pop_back();
    std::string port;
    for (int i = 0; i < 200 && port.find('\n') == std::string::npos; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      port = file_text(folder() / "asked.txt");
    }
    return "http://127.0.0.1:" + port.substr(0, port.find('\n')) + "/" + file;
  }

  /// What the server was asked for: "whole" or "bytes=N-" a line.
  [[nodiscard]] std::string asked() const {
    const std::string text = file_text(folder() / "asked.txt");
    return text.substr(text.find('\n') + 1);
  }

  void expect_nothing_left() const {
    EXPECT_FALSE(fs::exists(folder() / "m.safetensors"));
    EXPECT_TRUE(fs::is_empty(folder() / "cache" / "mrcnn"));
  }

  std::string name_;

 private:
  std::string server_;
};

TEST_F(Fetch, ACopyOfTheFileIsCheckedAndConverted) {
  const Finished run = mrcnn("fetch coco-r50 --from " + name_ + " -o m.safetensors");
  EXPECT_EQ(run.exit_code, 0) << run.error;
  EXPECT_EQ(mrcnn("model check m.safetensors").exit_code, 0);
}

TEST_F(Fetch, AnotherFileIsRefused) {
  fs::copy_file(kNet, folder() / "coco.pth");
  const Finished run = mrcnn("fetch coco-r50 --from coco.pth -o m.safetensors");
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_NE(run.error.find("expected bf2d0c1e: it is damaged or another file"), std::string::npos)
      << run.error;
  EXPECT_FALSE(fs::exists(folder() / "m.safetensors"));
}

TEST_F(Fetch, ADownloadIsKeptInTheCacheAndDoneOnce) {
  const std::string address = serve(name_);
  const Finished run = mrcnn("fetch coco-r50 --from " + address);
  ASSERT_EQ(run.exit_code, 0) << run.error;
  EXPECT_EQ(asked(), "whole\n");
  EXPECT_TRUE(fs::exists(folder() / "cache/mrcnn/coco-r50.safetensors"));
  EXPECT_FALSE(fs::exists(folder() / "cache/mrcnn" / (name_ + ".part")));
  const Finished again = mrcnn("fetch coco-r50");
  EXPECT_EQ(again.exit_code, 0) << again.error;
  EXPECT_NE(again.out.find("is there already"), std::string::npos) << again.out;
}

TEST_F(Fetch, ABrokenDownloadContinuesInTheNextCall) {
  const std::string address = serve(name_, "--cut 20000");
  const std::string command = "fetch coco-r50 --from " + address + " -o m.safetensors";
  EXPECT_EQ(mrcnn(command).exit_code, 3);
  EXPECT_EQ(fs::file_size(folder() / "cache/mrcnn" / (name_ + ".part")), 20000U);
  const Finished second = mrcnn(command);
  EXPECT_EQ(second.exit_code, 0) << second.error;
  EXPECT_EQ(asked(), "whole\nbytes=20000-\n");
  EXPECT_EQ(mrcnn("model check m.safetensors").exit_code, 0);
}

TEST_F(Fetch, WithoutRangesItStartsAgain) {
  const std::string address = serve(name_, "--cut 20000 --no-ranges");
  const std::string command = "fetch coco-r50 --from " + address + " -o m.safetensors";
  EXPECT_EQ(mrcnn(command).exit_code, 3);
  const Finished second = mrcnn(command);
  EXPECT_EQ(second.exit_code, 0) << second.error;
}

TEST_F(Fetch, AWrongHashLeavesNothing) {
  fs::copy_file(kNet, folder() / "coco.pth");
  const Finished run = mrcnn("fetch coco-r50 --from " + serve("coco.pth") + " -o m.safetensors");
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_NE(run.error.find("its SHA-256 begins with"), std::string::npos) << run.error;
  expect_nothing_left();
}

TEST_F(Fetch, WithoutAServerOneLineSaysSo) {
  const Finished run =
      mrcnn("fetch coco-r50 --from http://127.0.0.1:1/" + name_ + " -o m.safetensors");
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_EQ(std::count(run.error.begin(), run.error.end(), '\n'), 1) << run.error;
  EXPECT_NE(run.error.find("cannot be downloaded"), std::string::npos) << run.error;
  EXPECT_NE(run.error.find("mrcnn fetch coco-r50 --from FILE"), std::string::npos) << run.error;
  expect_nothing_left();
  const Finished missing = mrcnn("fetch coco-r50 --from " + serve(name_) + "x -o m.safetensors");
  EXPECT_EQ(missing.exit_code, 3);
  EXPECT_NE(missing.error.find("404"), std::string::npos) << missing.error;
  expect_nothing_left();
}

TEST_F(Fetch, AnUnknownNameListsTheKnownOnes) {
  const Finished run = mrcnn("fetch coco-r5000");
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_NE(run.error.find("expected coco-r50"), std::string::npos) << run.error;
}

}  // namespace
}  // namespace mrcnn
