#include "common/trace/npy.hpp"

#include "tests/cli/program.hpp"

namespace mrcnn {

class EditedTrace : public ProgramTest {
 protected:
  EditedTrace() { EXPECT_EQ(run_small_net("--no-pictures --dump t --out o --quiet").exit_code, 0); }

  /// Takes away the last rows of an array, whose length others share.
  void shorten(const std::string& name, std::size_t rows) const {
    const std::filesystem::path file = folder() / "t" / (name + ".npy");
    Array array = read_npy(file);
    array.bytes.resize(array.bytes.size() / array.shape[0] * (array.shape[0] - rows));
    array.shape[0] -= rows;
    write_npy(file, array);
  }
};

TEST_F(EditedTrace, IsShownWithoutWhatDoesNotGoWithTheEdit) {
  shorten("2_proposals/boxes", 1);
  const std::string warning =
      "mrcnn: warning: t: edited since the run: 2_proposals/boxes; left out, since it does not "
      "match "
      "the edit: 2_proposals/scores, 2_proposals/kept, 3_roi_align/levels, "
      "3_roi_align/regions, 4_box_head/class_logits, 4_box_head/box_deltas, "
      "4_box_head/class_probabilities; to compute what follows from the edit: mrcnn run --resume t "
      "--from roi_align --dump OTHER\n";
  const Finished page = mrcnn("report t -o page.html --quiet");
  EXPECT_EQ(page.exit_code, 0);
  EXPECT_EQ(page.error, warning);
  EXPECT_GT(file_text(folder() / "page.html").size(), 100'000U);
  const Finished why = mrcnn("why t 0 --json");
  EXPECT_EQ(why.exit_code, 0);
  EXPECT_EQ(why.error, warning);
  EXPECT_NE(why.out.find("\"top_classes\": []"), std::string::npos) << why.out;
}

TEST_F(EditedTrace, TheCommandOfTheWarningComputesWhatFollows) {
  shorten("2_proposals/boxes", 1);
  const std::string said = mrcnn("report t -o page.html --quiet").error;
  std::string command = said.substr(said.find("mrcnn run") + 6);
  command.replace(command.find("OTHER\n"), 6, "other");
  const Finished run = mrcnn(command + " --quiet");
  EXPECT_EQ(run.exit_code, 0) << run.error;
  const Finished page = mrcnn("report other -o other.html --quiet");
  EXPECT_EQ(page.exit_code, 0);
  EXPECT_EQ(page.error, "");
}

TEST_F(EditedTrace, AnotherValueIsReportedToo) {
  const std::filesystem::path file = folder() / "t/4_box_head/scores.npy";
  Array array = read_npy(file);
  array.bytes[0] ^= std::byte{1};
  write_npy(file, array);
  EXPECT_EQ(mrcnn("why t 0 --quiet").error,
            "mrcnn: warning: t: edited since the run: 4_box_head/scores; to compute what follows "
            "from the edit: mrcnn run --resume t --from iou_filter --dump OTHER\n");
}

TEST_F(EditedTrace, WhatACommandDoesNotReadItDoesNotLookAt) {
  const std::filesystem::path file = folder() / "t/1_features/p2.npy";
  Array array = read_npy(file);
  array.bytes[0] ^= std::byte{1};
  write_npy(file, array);
  EXPECT_EQ(mrcnn("why t 0 --quiet").error, "");
  EXPECT_NE(
      mrcnn("report t -o page.html --quiet").error.find("edited since the run: 1_features/p2"),
      std::string::npos);
}

TEST_F(EditedTrace, WithoutAManifestTheSettingsAreGuessedWithAWarning) {
  std::filesystem::remove(folder() / "t/manifest.json");
  const std::string warning =
      "mrcnn: warning: t: has no manifest.json; class names and settings are taken to be "
      "torchvision's\n";
  EXPECT_EQ(mrcnn("why t 0 --quiet").error, warning);
  EXPECT_EQ(mrcnn("report t -o page.html --quiet").error, warning);
}

TEST_F(EditedTrace, ThatNoEditExplainsIsRefused) {
  shorten("2_proposals/boxes", 1);
  std::filesystem::remove(folder() / "t/manifest.json");
  const Finished page = mrcnn("report t -o page.html --quiet");
  EXPECT_EQ(page.exit_code, 3);
  EXPECT_NE(page.error.find("counts contradict"), std::string::npos) << page.error;
}

}  // namespace mrcnn
