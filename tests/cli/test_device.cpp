#include <algorithm>
#include <filesystem>
#include <vector>

#include "common/trace/array_tensor.hpp"
#include "common/trace/npy.hpp"

#include "tests/cli/program.hpp"
#include "tests/support/device_test.hpp"
#include "tests/support/random.hpp"

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
  const Finished host = run_small_net("--conv im2col --out o1 --dump host --no-pictures");
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
  ASSERT_EQ(run_small_net("--conv im2col --out o --dump host --no-pictures").exit_code, 0);
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
  EXPECT_NE(both.out.find("1. teacher-forced: every step alone"), std::string::npos) << both.out;
  EXPECT_NE(both.out.find("2. end-to-end: both runs as a whole"), std::string::npos) << both.out;
  const Finished json = mrcnn("compare " + image + " --backends host,device --json");
  EXPECT_NE(json.out.find("\"isolated\""), std::string::npos) << json.out;
  EXPECT_NE(json.out.find("\"chained\""), std::string::npos) << json.out;
}

TEST_F(ProgramOnTheDevice, CompareRunsTheInputOfATraceOnBoth) {
  ASSERT_EQ(run_small_net("--truth " + small_net("truth.json") + " --out o --dump t --no-pictures")
                .exit_code,
            0);
  const Finished both = mrcnn("compare t --backends host,device");
  EXPECT_EQ(both.exit_code, 0) << both.out << both.error;
  EXPECT_NE(both.out.find("A  t: mrcnn"), std::string::npos) << both.out;
  EXPECT_NE(both.out.find("5_iou_filter/best_truth"), std::string::npos) << both.out;
}

// The trace was made without truth: there is something to compare in stage 5 because it is given.
TEST_F(ProgramOnTheDevice, CompareTakesTruthForATrace) {
  ASSERT_EQ(run_small_net("--out o --dump t --no-pictures").exit_code, 0);
  const Finished both =
      mrcnn("compare t --truth " + small_net("truth.json") + " --backends host,device");
  EXPECT_EQ(both.exit_code, 0) << both.out << both.error;
  EXPECT_NE(both.out.find("5_iou_filter/best_truth"), std::string::npos) << both.out;
}

TEST_F(ProgramOnTheDevice, CompareNeedsTwoTracesOrBackends) {
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

/// Inputs of all operations, small and on no grid.
void write_op_inputs(const std::filesystem::path& folder) {
  const auto put = [&](const std::string& name, const Array& array) {
    write_npy(folder / (name + ".npy"), array);
  };
  Random random(1);
  auto boxes = make_tensor<Box>({12});
  for (Box& box : boxes) {
    const float x = random.uniform(-5.0F, 20.0F);
    const float y = random.uniform(-5.0F, 20.0F);
    box = {x, y, x + random.uniform(0.0F, 30.0F), y + random.uniform(0.0F, 30.0F)};
  }
  auto image = make_tensor<std::uint8_t>({20, 30, 3});
  for (std::uint8_t& level : image) {
    level = static_cast<std::uint8_t>(random.integer(0, 255));
  }
  auto levels = make_tensor<std::int32_t>({12});
  for (std::size_t i = 0; i < levels.size(); ++i) {
    levels(i) = static_cast<std::int32_t>(2 + i / 5);
  }
  put("boxes", to_array(boxes));
  put("others", to_array(HostTensor<Box, 1>{{0, 0, 9, 20}, {3, 4, 30, 17}}));
  put("image", to_array(image));
  put("levels", to_array(levels));
  put("scores", to_array(random_tensor({12}, 2)));
  put("deltas", to_array(random_tensor({12, 4}, 3)));
  put("map", to_array(random_tensor({3, 9, 11}, 4)));
  put("iou", to_array(random_tensor({12, 5}, 5)));
  put("masks28", to_array(random_tensor({12, 28, 28}, 6)));
  put("logits", to_array(random_tensor({12, 4}, 7)));
  put("class_deltas", to_array(random_tensor({12, 16}, 8)));
}

TEST_F(ProgramOnTheDevice, EveryOperationWritesTheHostsArrays) {
  write_op_inputs(folder());
  const std::vector<std::string> calls = {
      "preprocess --in image=image.npy --param min=40 --param resampling=zero_outside",
      "max_pool --in features=map.npy",
      "max_pool --in features=map.npy --param pad=same",
      "anchors --param padded=64,96 --param grids=16:24,8:12 --param sizes=32,64",
      "decode --in boxes=boxes.npy --in deltas=deltas.npy --param clip=30,40",
      "decode --in boxes=boxes.npy --in deltas=deltas.npy",
      "nms --in boxes=boxes.npy --in scores=scores.npy --param iou=0.2",
      "nms --in boxes=boxes.npy --in scores=scores.npy --in groups=levels.npy --param iou=0.2",
      "iou --in a=boxes.npy --in b=others.npy",
      "match --in iou=iou.npy --param low=0.3 --param low_quality=1",
      "levels --in boxes=boxes.npy --param canonical=20 --param min=0 --param max=30",
      "roi_align --in features=map.npy --in boxes=boxes.npy --param size=2,3 --param sampling=0",
      "roi_pool --in features=map.npy --in boxes=boxes.npy --param size=2,3",
      "crop_and_resize --in features=map.npy --in boxes=boxes.npy --param size=2,3",
      std::string("proposals --param clip=30,40 pre=4 --in anchors=boxes.npy deltas=deltas.npy") +
          " objectness=scores.npy levels=levels.npy",
      std::string("detections --param clip=30,40 --in class_logits=logits.npy") +
          " box_deltas=class_deltas.npy proposals=boxes.npy",
      "paste --in masks28=masks28.npy --in boxes=boxes.npy --param canvas=24,31"};
  for (const std::string& call : calls) {
    SCOPED_TRACE(call);
    const Finished host = mrcnn("op " + call + " --out host");
    const Finished device = mrcnn("op " + call + " --backend device --out device");
    ASSERT_EQ(host.exit_code, 0) << host.error;
    ASSERT_EQ(device.exit_code, 0) << device.error;
    for (const auto& entry : std::filesystem::directory_iterator(folder() / "host")) {
      const Array expected = read_npy(entry.path());
      EXPECT_EQ(read_npy(folder() / "device" / entry.path().filename()), expected);
      EXPECT_FALSE(expected.bytes.empty());
    }
    std::filesystem::remove_all(folder() / "host");
    std::filesystem::remove_all(folder() / "device");
  }
}

TEST_F(ProgramOnTheDevice, AnOperationThatOnlyTheHostHasIsRefused) {
  write_op_inputs(folder());
  const Finished run =
      mrcnn("op encode --in boxes=boxes.npy --in targets=boxes.npy --backend device --out o");
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.error, "mrcnn: op encode: --backend device: only the host has it\n");
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
