#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "stages/program/compare/bounds.hpp"

namespace mrcnn {
namespace {

double bound(const std::string& array, const Relation& relation) {
  return bound_between(bounds_of(array), relation).value;
}

TEST(Bounds, EveryArrayHasOneRow) {
  std::set<std::string> seen;
  for (const BoundsRow& row : bounds_table()) {
    for (const std::string& array : row.arrays) {
      EXPECT_TRUE(seen.insert(array).second) << array;
    }
  }
  EXPECT_EQ(seen.size(), 53U);  // of docs/trace.md, without the three of the truth
}

TEST(Bounds, AnUnknownArrayIsExact) {
  EXPECT_EQ(bound("2_proposals/other", {.foreign = true, .tf32 = true}), 0.0);
}

TEST(Bounds, TheLoosestOfTheColumnsThatApplyHolds) {
  const std::string array = "2_proposals/objectness";
  EXPECT_EQ(bound(array, {}), 0.0);
  EXPECT_EQ(bound(array, {.other_backend = true}), 1e-5);
  EXPECT_EQ(bound(array, {.other_conv = true}), 2e-5);
  EXPECT_EQ(bound(array, {.other_backend = true, .other_conv = true}), 2e-5);
  EXPECT_EQ(bound(array, {.other_backend = true, .tf32 = true}), 1e-2);
  EXPECT_EQ(bound(array, {.foreign = true}), 2e-5);
}

TEST(Bounds, WithoutAMatrixProductOurProgramsAgreeOnEveryBit) {
  const Relation all_ours = {.other_backend = true, .other_conv = true, .tf32 = true};
  for (const char* array :
       {"0_image/input", "2_proposals/boxes", "3_roi_align/regions",
        "4_box_head/class_probabilities", "5_iou_filter/iou", "6_masks/masks"}) {
    EXPECT_EQ(bound_between(bounds_of(array), all_ours), Bound{}) << array;
  }
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
