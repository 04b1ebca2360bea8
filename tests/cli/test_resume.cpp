#include <cstring>

#include "common/trace/array_tensor.hpp"
#include "common/trace/npy.hpp"

#include "tests/cli/program.hpp"

namespace mrcnn {

class Resume : public ProgramTest {
 protected:
  [[nodiscard]] std::string model() const { return " --model " + small_net("model.safetensors"); }

  void make_trace(const std::string& name) const {
    const Finished run =
        run_small_net("--truth " + small_net("truth.json") + " --out out --dump " + name);
    ASSERT_EQ(run.exit_code, 0) << run.error;
  }
};

TEST_F(Resume, StepByStepThroughTheDiskGivesTheSameBytesAsOneRun) {
  make_trace("whole");
  std::string last = "whole";
  for (const std::string step : {"features", "rpn_head", "proposals", "roi_align", "box_head",
                                 "detections", "iou_filter", "mask_head", "paste"}) {
    const Finished run = mrcnn("run --resume " + last + " --from " + step + " --to " + step +
                               " --dump to_" + step + model());
    ASSERT_EQ(run.exit_code, 0) << step << ": " << run.error;
    last = "to_" + step;
  }
  EXPECT_EQ(hashes("to_paste"), hashes("whole"));
}

TEST_F(Resume, TheModelThatMadeTheTraceIsFoundAgain) {
  make_trace("whole");
  const Finished run = mrcnn("run --resume whole --from box_head --to box_head --dump again");
  ASSERT_EQ(run.exit_code, 0) << run.error;
  EXPECT_EQ(run.error, "");
  EXPECT_EQ(hashes("again")["4_box_head/class_logits.npy"],
            hashes("whole")["4_box_head/class_logits.npy"]);
}

TEST_F(Resume, AModelThatIsNotHereAnyMoreMustBeGiven) {
  std::filesystem::copy(small_net("model.safetensors"), folder() / "mine.safetensors");
  ASSERT_EQ(
      mrcnn("run " + small_net("image.png") + " --model mine.safetensors --out o --dump whole")
          .exit_code,
      0);
  std::filesystem::remove(folder() / "mine.safetensors");
  const Finished run = mrcnn("run --resume whole --from box_head --dump again");
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_NE(run.error.find("/mine.safetensors, which is not here: give --model FILE"),
            std::string::npos)
      << run.error;
  EXPECT_EQ(mrcnn("run --resume whole --from box_head --dump again" + model()).exit_code, 0);
}

TEST_F(Resume, ALabelThatIsNoClassOfTheModelIsNamedWithItsFile) {
  make_trace("whole");
  for (const std::string array : {"4_box_head/labels", "5_iou_filter/labels"}) {
    const std::filesystem::path file = folder() / ("whole/" + array + ".npy");
    Array labels = read_npy(file);
    const std::int32_t other = array[0] == '4' ? 4 : 0;  // there are three, and the background
    std::memcpy(labels.bytes.data(), &other, sizeof other);
    write_npy(file, labels);
    const std::string step = array[0] == '4' ? "iou_filter" : "paste";
    const Finished run = mrcnn("run --resume whole --from " + step + " --dump again");
    EXPECT_EQ(run.exit_code, 3) << run.error;
    EXPECT_NE(run.error.find(array + ".npy: row 0 is " + std::to_string(other) +
                             ", expected a class of the model, 1 to 3"),
              std::string::npos)
        << run.error;
  }
}

TEST_F(Resume, NothingOfLaterStepsIsThere) {
  make_trace("whole");
  ASSERT_EQ(mrcnn("run --resume whole --from proposals --to proposals --dump part").exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(folder() / "part/2_proposals/boxes.npy"));
  EXPECT_FALSE(std::filesystem::exists(folder() / "part/3_roi_align"));
  EXPECT_FALSE(std::filesystem::exists(folder() / "part/detections.json"));
}

TEST_F(Resume, AnEditedArrayChangesWhatFollowsAndIsReported) {
  make_trace("whole");
  const auto file = folder() / "whole/4_box_head/class_logits.npy";
  Array logits = read_npy(file);
  reinterpret_cast<float*>(logits.bytes.data())[1] += 3.0F;
  write_npy(file, logits);
  const Finished run = mrcnn("run --resume whole --from detections --dump edited" + model());
  ASSERT_EQ(run.exit_code, 0) << run.error;
  EXPECT_NE(run.error.find("class_logits.npy: was edited"), std::string::npos);
  EXPECT_NE(file_text(folder() / "edited/manifest.json").find("\"4_box_head/class_logits\""),
            std::string::npos);
  EXPECT_NE(hashes("edited")["4_box_head/class_probabilities.npy"],
            hashes("whole")["4_box_head/class_probabilities.npy"]);
  EXPECT_EQ(hashes("edited")["3_roi_align/regions.npy"],
            hashes("whole")["3_roi_align/regions.npy"]);
}

TEST_F(Resume, ATraceWithoutManifestIsAccepted) {
  make_trace("whole");
  std::filesystem::remove(folder() / "whole/manifest.json");
  const Finished run = mrcnn(
      "run --resume whole --from proposals --to proposals --dump part"
      " --set proposals.anchor_sizes=16,32,64,128,192");
  EXPECT_EQ(run.exit_code, 0) << run.error;
  EXPECT_EQ(run.error, "");
  const Finished guessed = mrcnn("run --resume whole --from rpn_head --dump guessed");
  EXPECT_NE(guessed.error.find("whole: does not say which model made it"), std::string::npos)
      << guessed.error;
}

TEST_F(Resume, AMissingArrayIsNamedWithTheStepThatReadsIt) {
  make_trace("whole");
  std::filesystem::remove(folder() / "whole/3_roi_align/regions.npy");
  const Finished run = mrcnn("run --resume whole --from box_head --dump part" + model());
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_EQ(run.error,
            "mrcnn: whole/3_roi_align/regions.npy: is missing, step box_head reads it\n");
}

TEST_F(Resume, ANaNIsNamedWithItsIndexAndNothingIsWritten) {
  make_trace("whole");
  const auto file = folder() / "whole/2_proposals/boxes.npy";
  Array boxes = read_npy(file);
  const std::uint32_t nan = 0x7FC00000U;
  std::memcpy(boxes.bytes.data() + 6 * sizeof(float), &nan, sizeof nan);
  write_npy(file, boxes);
  const Finished run = mrcnn("run --resume whole --from roi_align --dump part" + model());
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_NE(run.error.find("2_proposals/boxes"), std::string::npos) << run.error;
  EXPECT_NE(run.error.find("(1, 2)"), std::string::npos) << run.error;
  EXPECT_FALSE(std::filesystem::exists(folder() / "part"));
}

/// README's example: other proposals, of which nothing but the boxes is known.
TEST_F(Resume, ArraysThatDoNotFitToAnEditAreLeftOutAndListed) {
  make_trace("whole");
  std::filesystem::copy(folder() / "whole", folder() / "edited",
                        std::filesystem::copy_options::recursive);
  write_npy(folder() / "edited/2_proposals/boxes.npy",
            to_array(HostTensor<Box, 1>{{2, 2, 20, 20}, {5, 5, 40, 30}}));
  const Finished run = mrcnn("run --resume edited --from roi_align --dump own" + model());
  ASSERT_EQ(run.exit_code, 0) << run.error;
  EXPECT_NE(run.error.find("left out, since no step read them and their counts do not fit: "
                           "2_proposals/scores, 2_proposals/kept\n"),
            std::string::npos)
      << run.error;
  EXPECT_FALSE(std::filesystem::exists(folder() / "own/2_proposals/scores.npy"));
  EXPECT_TRUE(std::filesystem::exists(folder() / "own/2_proposals/candidates.npy"));
  EXPECT_EQ(mrcnn("report own -o page.html").exit_code, 0);
  EXPECT_EQ(mrcnn("compare whole own").exit_code, 1);
  EXPECT_EQ(mrcnn("compare own own").exit_code, 0);
}

/// The same without a copy: the rest of the trace is left over from before the edit.
TEST_F(Resume, ATraceEditedInPlaceIsComparedWithWhatCameOfIt) {
  make_trace("edited");
  write_npy(folder() / "edited/2_proposals/boxes.npy",
            to_array(HostTensor<Box, 1>{{2, 2, 20, 20}, {5, 5, 40, 30}}));
  ASSERT_EQ(mrcnn("run --resume edited --from roi_align --dump own" + model()).exit_code, 0);
  const Finished compared = mrcnn("compare edited own");
  EXPECT_EQ(compared.exit_code, 1) << compared.error;  // detections are those before the edit
  EXPECT_NE(compared.out.find("2_proposals/scores does not match an edit and is left out in A"),
            std::string::npos)
      << compared.out;
}

TEST_F(Resume, AnotherRunsPicturesDoNotStay) {
  make_trace("whole");
  std::filesystem::create_directories(folder() / "whole/2_proposals");
  ASSERT_TRUE(std::filesystem::exists(folder() / "whole/5_iou_filter/iou.png"));
  std::ofstream(folder() / "whole/2_proposals/mine.npy") << "kept";
  ASSERT_EQ(run_small_net("--out out --dump whole --no-pictures").exit_code, 0);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder() / "whole")) {
    EXPECT_NE(entry.path().extension(), ".png") << entry.path();
  }
  EXPECT_TRUE(std::filesystem::exists(folder() / "whole/2_proposals/mine.npy"));
}

TEST_F(Resume, ContradictingCountsAreBadInput) {
  make_trace("whole");
  const auto file = folder() / "whole/2_proposals/objectness.npy";
  Array objectness = read_npy(file);
  objectness.shape[0] -= 1;
  objectness.bytes.resize(objectness.bytes.size() - sizeof(float));
  write_npy(file, objectness);
  const Finished run = mrcnn("run --resume whole --from proposals --to proposals --dump part");
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_NE(run.error.find("contradict"), std::string::npos) << run.error;
}

TEST_F(Resume, TheTargetMustBeAnotherFolderAndNoStrangersHome) {
  make_trace("whole");
  EXPECT_EQ(mrcnn("run --resume whole --from paste --dump whole" + model()).exit_code, 2);
  std::filesystem::create_directories(folder() / "home/letters");
  EXPECT_EQ(mrcnn("run --resume whole --from paste --dump home" + model()).exit_code, 2);
}

}  // namespace mrcnn
