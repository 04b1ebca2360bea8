#include "tests/cli/program.hpp"

namespace mrcnn {
namespace {

/// What a run may start from, where it may end, and where its trace may go.
class RunPlan : public ProgramTest {
 protected:
  void SetUp() override {
    ASSERT_EQ(run_small_net("--out out --dump whole --no-pictures --quiet").exit_code, 0);
  }

  [[nodiscard]] Finished resume(const std::string& arguments) const {
    return mrcnn("run --resume whole --no-pictures --quiet " + arguments + " --model " +
                 small_net("model.safetensors"));
  }
};

TEST_F(RunPlan, AFolderThatMeansAStepOfAnotherNameSaysWhichOne) {
  EXPECT_EQ(resume("--from 2_proposals --to 2_proposals --dump a").error,
            "mrcnn: --from 2_proposals: taken as rpn_head, the first step of this stage\n");
  EXPECT_EQ(resume("--from 4_box_head --to 4_box_head --dump b").error,
            "mrcnn: --to 4_box_head: taken as detections, the last step of this stage\n");
  EXPECT_TRUE(std::filesystem::exists(folder() / "a/2_proposals/boxes.npy"));
}

TEST_F(RunPlan, AStepAndAFolderOfItsNameSayNothing) {
  EXPECT_EQ(resume("--from proposals --to 3_roi_align --dump a").error, "");
  EXPECT_EQ(resume("--from 5_iou_filter --to paste --dump b").error, "");
}

TEST_F(RunPlan, AStepAndItsStagesFolderStartWhereTheySay) {
  ASSERT_EQ(resume("--from proposals --to proposals --json --dump a").exit_code, 0);
  const Finished step = resume("--from proposals --to proposals --json --dump b");
  const Finished stage = resume("--from 2_proposals --to proposals --json --dump c");
  EXPECT_EQ(step.out.find("\"rpn_head\""), std::string::npos) << step.out;
  EXPECT_NE(stage.out.find("\"rpn_head\""), std::string::npos) << stage.out;
}

TEST_F(RunPlan, HelpSaysWhatAStagesFolderMeans) {
  const Finished help = mrcnn("run --help");
  EXPECT_NE(help.out.find("a stage's folder means its first step"), std::string::npos) << help.out;
  EXPECT_NE(help.out.find("a stage's folder means its last step"), std::string::npos) << help.out;
}

TEST_F(RunPlan, StepsInTheWrongOrderAreRefused) {
  const Finished run = resume("--from paste --to features --dump a");
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.error, "mrcnn: --from paste comes after --to features\n");
}

TEST_F(RunPlan, AnImageStartsAtTheFirstStep) {
  const Finished run = run_small_net("--from 2_proposals");
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.error,
            "mrcnn: run IMAGE starts at features; --from 2_proposals needs --resume DIR\n");
}

}  // namespace
}  // namespace mrcnn
