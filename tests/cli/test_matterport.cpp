#include <array>

#include "common/trace/array_tensor.hpp"
#include "common/trace/npy.hpp"

#include "tests/cli/program.hpp"

namespace mrcnn {
namespace {

const std::string kGolden = MRCNN_TEST_DATA "/matterport/";

constexpr std::array<const char*, 9> kSteps = {"features",   "rpn_head",  "proposals",
                                               "roi_align",  "box_head",  "detections",
                                               "iou_filter", "mask_head", "paste"};

/// The small Keras net of tests/golden/matterport, converted with the settings it was run with.
class Matterport : public ProgramTest {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(std::filesystem::path(MRCNN_PROGRAM_FILE).parent_path() /
                                 "mrcnn-import")) {
      GTEST_SKIP() << "mrcnn-import is not built";
    }
    const Finished run =
        mrcnn("model convert " + kGolden +
              "weights.h5 -o m.safetensors --set image.min_size=40 --set image.max_size=64"
              " --set proposals.anchor_sizes=16,24,32,40,48 --set proposals.pre_nms_top_n=40"
              " --set proposals.post_nms_top_n=34 --set roi_align.canonical_size=32"
              " --set box_head.score_threshold=0.6 --set box_head.detections_per_image=4");
    ASSERT_EQ(run.exit_code, 0) << run.error;
  }

  /// The program's run of the net's image.
  void run_whole(const std::string& more = "") const {
    const Finished run =
        mrcnn("run " + kGolden + "image.png --model m.safetensors --dump whole " + more);
    ASSERT_EQ(run.exit_code, 0) << run.error;
  }

  void expect_agreement(const std::string& trace, const std::string& what) const {
    const Finished compared = mrcnn("compare " + kGolden + "trace " + trace);
    EXPECT_EQ(compared.exit_code, 0) << what << "\n" << compared.out << compared.error;
  }
};

TEST_F(Matterport, EveryStepAgreesWithKerasArithmeticOnItsOwnInputs) {
  for (const std::string step : kSteps) {
    const Finished run = mrcnn("run --resume " + kGolden + "trace --from " + step + " --to " +
                               step + " --model m.safetensors --dump of_" + step);
    ASSERT_EQ(run.exit_code, 0) << step << ": " << run.error;
    expect_agreement("of_" + step, step);
  }
}

TEST_F(Matterport, AnotherConventionIsFoundInTheStepThatHasIt) {
  const auto compared_with = [&](const std::string& step, const std::string& setting) {
    const Finished run =
        mrcnn("run --resume " + kGolden + "trace --from " + step + " --to " + step +
              " --model m.safetensors --dump other_" + step + " --set " + setting);
    EXPECT_EQ(run.exit_code, 0) << run.error;
    return mrcnn("compare " + kGolden + "trace other_" + step).exit_code;
  };
  EXPECT_EQ(compared_with("features", "features.pool_padding=symmetric"), 1);
  EXPECT_EQ(compared_with("rpn_head", "proposals.corners=exclusive"), 1);
  EXPECT_EQ(compared_with("proposals", "proposals.nms_scope=level"), 1);
  EXPECT_EQ(compared_with("roi_align", "roi_align.pooling=roi_align"), 1);
  EXPECT_EQ(compared_with("detections", "box_head.candidates=every_class"), 1);
  EXPECT_EQ(compared_with("paste", "masks.paste_rule=torchvision"), 1);
}

// The mean is subtracted in float32 here and in double there, so everything behind is a little off.
TEST_F(Matterport, FromThePhotographOnTheDetectionsAreTheSame) {
  run_whole();
  expect_agreement("whole", "from the image");
}

TEST_F(Matterport, ARunContinuedAtAnyStepHasTheSameBytes) {
  run_whole();
  for (const std::string step : kSteps) {
    const Finished run =
        mrcnn("run --resume whole --from " + step + " --model m.safetensors --dump from_" + step);
    ASSERT_EQ(run.exit_code, 0) << step << ": " << run.error;
    EXPECT_EQ(hashes("from_" + step), hashes("whole")) << step;
  }
}

TEST_F(Matterport, AnyNumberOfThreadsGivesTheSameBytes) {
  run_whole("--threads 1");
  const auto one = hashes("whole");
  std::filesystem::remove_all(folder() / "whole");
  run_whole("--threads 3");
  EXPECT_EQ(hashes("whole"), one);
}

// 41 x 60 pixels keep their size, in the middle of 64 x 64: columns 2 to 61, rows 11 to 51.
TEST_F(Matterport, TruthFollowsTheImageIntoTheStretchedFrame) {
  std::ofstream(folder() / "truth.json")
      << R"({"images": [{"id": 1, "file_name": "image.png", "height": 41, "width": 60}],
             "categories": [{"id": 1, "name": "class 1"}],
             "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 60, 41],
                              "segmentation": [[0, 0, 60, 0, 60, 41, 0, 41]], "area": 2460,
                              "iscrowd": 0}]})";
  run_whole("--truth truth.json");
  const auto truth =
      to_tensor<Box, 1>(read_npy(folder() / "whole/5_iou_filter/truth_boxes.npy"), "truth_boxes");
  ASSERT_EQ(truth.size(), 1U);
  EXPECT_FLOAT_EQ(truth(0).x1, 2.0F * 64 / 63);
  EXPECT_FLOAT_EQ(truth(0).y1, 11.0F * 64 / 63);
  EXPECT_FLOAT_EQ(truth(0).x2, 61.0F * 64 / 63);
  EXPECT_FLOAT_EQ(truth(0).y2, 51.0F * 64 / 63);
}

}  // namespace
}  // namespace mrcnn
