#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "common/error.hpp"

#include "stages/pipeline/steps.hpp"
#include "stages/program/compare/bounds.hpp"

namespace mrcnn {
namespace {

double bound(const std::string& array, const Relation& relation) {
  return bound_between(bounds_of(array), relation).value;
}

TEST(Bounds, EveryArrayThatAStepMakesHasOneRow) {
  std::set<std::string> seen;
  for (const BoundsRow& row : bounds_table()) {
    for (const std::string& array : row.arrays) {
      EXPECT_TRUE(seen.insert(row.folder + "/" + array).second) << array;
    }
  }
  const std::vector<std::string> images = image_arrays();
  std::set<std::string> made(images.begin(), images.end());
  for (const StepInfo& step : pipeline_steps()) {
    made.insert(step.writes.begin(), step.writes.end());
  }
  EXPECT_EQ(seen, made);
}

TEST(Bounds, AnUnknownArrayIsExact) {
  EXPECT_EQ(bound("2_proposals/other", {.other_program = true, .tf32 = true}), 0.0);
}

TEST(Bounds, TheLoosestOfTheColumnsThatApplyHolds) {
  const std::string array = "2_proposals/objectness";
  EXPECT_EQ(bound(array, {}), 0.0);
  EXPECT_EQ(bound(array, {.other_backend = true}), 1e-5);
  EXPECT_EQ(bound(array, {.other_conv = true}), 2e-5);
  EXPECT_EQ(bound(array, {.other_backend = true, .other_conv = true}), 2e-5);
  EXPECT_EQ(bound(array, {.other_backend = true, .tf32 = true}), 1e-2);
  EXPECT_EQ(bound(array, {.other_program = true}), 2e-5);
}

TEST(Bounds, WithoutAMatrixProductOurProgramsAgreeOnEveryBit) {
  const Relation all_ours = {.other_backend = true, .other_conv = true, .tf32 = true};
  for (const char* array :
       {"0_image/input", "2_proposals/boxes", "3_roi_align/regions",
        "4_box_head/class_probabilities", "5_iou_filter/iou", "6_masks/masks"}) {
    EXPECT_EQ(bound_between(bounds_of(array), all_ours), Bound{}) << array;
  }
}

std::string tie_text(Tie tie) {
  switch (tie) {
    case Tie::candidates:
    case Tie::selected:
      return concat("rows as sets: scores within ", kScoreGap, ", or an IoU within ", kIouGap,
                    " of the threshold");
    case Tie::roi_level:
      return concat("boxes within ", kLevelUlps, " ULP of a change of level");
    case Tie::keep:
    case Tie::best_truth:
    case Tie::kept:
      return concat("an IoU within ", kIouGap, " of the threshold, or of another object's");
    case Tie::mask_pixel:
      return concat("a probability less than ", kMaskGap, " from the threshold");
    case Tie::none:
      break;
  }
  return "";
}

/// The table as docs/comparing.md shows it.
std::string bounds_markdown() {
  std::string markdown =
      "| arrays | other back end | other conv | TF32 | other program | exempted there |\n"
      "|---|---|---|---|---|---|\n";
  for (const BoundsRow& row : bounds_table()) {
    std::string names;
    for (const std::string& array : row.arrays) {
      names += concat(names.empty() ? "`" : ", `", row.folder, "/", array, "`");
    }
    markdown += concat("| ", names, " | ", text_of(row.other_backend), " | ",
                       text_of(row.other_conv), " | ", text_of(row.tf32), " | ",
                       text_of(row.other_program), " | ", tie_text(row.tie), " |\n");
  }
  return markdown;
}

TEST(Bounds, TheDocumentShowsTheTable) {
  std::ifstream file(std::string(MRCNN_SOURCE_DIR) + "/docs/comparing.md");
  std::stringstream document;
  document << file.rdbuf();
  EXPECT_NE(document.str().find("\n" + bounds_markdown() + "\n"), std::string::npos)
      << "docs/comparing.md must contain:\n"
      << bounds_markdown();
}

}  // namespace
}  // namespace mrcnn
