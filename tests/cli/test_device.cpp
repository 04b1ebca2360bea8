#include <algorithm>

#include "tests/cli/program.hpp"
#include "tests/support/device_test.hpp"

namespace mrcnn {
namespace {

/// A test of the program on the device; skipped where there is none.
class ProgramOnTheDevice : public ProgramTest {
 protected:
  void SetUp() override {
    if (!why_no_device().empty()) {
      GTEST_SKIP() << why_no_device();
    }
  }
};

TEST_F(ProgramOnTheDevice, ARunMakesTheSameArraysAndSaysWhereItRan) {
  const Finished host = run_small_net("--out o1 --dump host --no-pictures");
  const Finished device = run_small_net("--backend device --out o2 --dump device --no-pictures");
  ASSERT_EQ(host.exit_code, 0) << host.error;
  ASSERT_EQ(device.exit_code, 0) << device.error;
  if (device_backend() != "CUDA") {
    EXPECT_EQ(hashes("device"), hashes("host"));
  }
  EXPECT_NE(device.out.find("device: " + device_name().substr(0, 4)), std::string::npos)
      << device.out;
  EXPECT_NE(device.out.find("the host waited 2 times before the final copy"), std::string::npos)
      << device.out;
  const std::string manifest = file_text(folder() / "device/manifest.json");
  EXPECT_NE(manifest.find("\"backend\": \"device\""), std::string::npos) << manifest;
}

TEST_F(ProgramOnTheDevice, ARunCanGoOnFromAnyStep) {
  ASSERT_EQ(run_small_net("--out o --dump host --no-pictures").exit_code, 0);
  for (const std::string step : {"features", "rpn_head", "proposals", "roi_align", "box_head",
                                 "detections", "iou_filter", "mask_head", "paste"}) {
    const Finished resumed =
        mrcnn("run --resume host --backend device --from " + step + " --dump from_" + step +
              " --model " + small_net("model.safetensors"));
    ASSERT_EQ(resumed.exit_code, 0) << resumed.error;
    if (device_backend() != "CUDA") {
      EXPECT_EQ(hashes("from_" + step), hashes("host")) << step;
    }
  }
}

TEST_F(ProgramOnTheDevice, CompareRunsAnImageOnBothAndHolds) {
  const std::string image = small_net("image.png") + " --model " + small_net("model.safetensors");
  const Finished both = mrcnn("compare " + image + " --backends host,device");
  EXPECT_EQ(both.exit_code, 0) << both.out << both.error;
  EXPECT_NE(both.out.find("1. every step alone"), std::string::npos) << both.out;
  EXPECT_NE(both.out.find("2. both runs as a whole"), std::string::npos) << both.out;
  const Finished json = mrcnn("compare " + image + " --backends host,device --json");
  EXPECT_NE(json.out.find("\"isolated\""), std::string::npos) << json.out;
  EXPECT_NE(json.out.find("\"chained\""), std::string::npos) << json.out;
}

TEST_F(ProgramOnTheDevice, CompareWantsTwoTracesOrBackends) {
  EXPECT_EQ(mrcnn("compare a").exit_code, 2);
  EXPECT_EQ(mrcnn("compare a b --backends host,device").exit_code, 2);
}

TEST_F(ProgramOnTheDevice, WhatOnlyAGpuHasIsRefusedElsewhere) {
  if (device_backend() == "CUDA") {
    GTEST_SKIP() << "this is a build for GPUs";
  }
  const Finished tf32 = run_small_net("--backend device --tf32");
  EXPECT_EQ(tf32.exit_code, 2);
  EXPECT_EQ(tf32.error, "mrcnn: --tf32: only --backend device of a CUDA build has it\n");
  EXPECT_EQ(run_small_net("--backend device --device-id 3").exit_code, 3);
}

// The other way round: a CUDA build on a machine without a GPU.
TEST(ProgramWithoutADevice, HostCommandsWorkAndTheDeviceIsRefusedInOneLine) {
  if (why_no_device().empty()) {
    GTEST_SKIP() << "there is a device: " << device_name();
  }

  class Program : public ProgramTest {
   public:
    void TestBody() override {
      EXPECT_EQ(run_small_net("--out o --no-pictures").exit_code, 0);
      const Finished device = run_small_net("--backend device");
      EXPECT_EQ(device.exit_code, 3);
      EXPECT_EQ(device.error.rfind("mrcnn: device: CUDA cannot run here: ", 0), 0U) << device.error;
      EXPECT_EQ(std::count(device.error.begin(), device.error.end(), '\n'), 1);
    }
  };

  Program().TestBody();
}

}  // namespace
}  // namespace mrcnn
